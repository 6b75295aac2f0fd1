using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace StrokeFunctions.Hosting.Isolated;

/// <summary>Gives answers that are only a status code a body in problem+json. The worker has no other way into its pipeline than this.</summary>
internal sealed class StatusCodeProblems : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseStatusCodePages();
        next(app);
    };
}
