using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

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
            context.Response.OnStarting(AddAsync, context.Response);
            return rest(context);
        });
        next(app);
    };

    private static Task AddAsync(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        headers.XContentTypeOptions = "nosniff";
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
