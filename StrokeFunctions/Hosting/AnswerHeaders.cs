using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace StrokeFunctions.Hosting;

/// <summary>
/// What every answer says to browsers, in both ways to be started: nothing is kept, for it may hold patients' data, unless the function
/// says that it may be; and a type is never guessed. It stands before whatever may answer.
/// </summary>
internal sealed class AnswerHeaders : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            var response = context.Response;
            response.OnStarting(() =>
            {
                response.Headers.XContentTypeOptions = "nosniff";
                if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return rest(context);
        });
        next(app);
    };
}
