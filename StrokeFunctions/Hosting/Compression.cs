using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Compresses what is read (GET), for whoever accepts it: pages, their files, manifests and reports are text that shrinks to a fifth.
/// Scores are not: their answers are short, and made faster than they are compressed.
/// </summary>
internal static class Compression
{
    /// <summary>
    /// Over HTTPS too: no answer to a GET holds a secret beside something that its caller chose (the BREACH attack needs both).
    /// </summary>
    public static void AddCompression(this IServiceCollection services) =>
        services
            .AddResponseCompression(compression =>
            {
                compression.EnableForHttps = true;
                compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
            })
            .Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);

    /// <summary>Puts it into the pipeline.</summary>
    public static void UseCompression(this IApplicationBuilder app) =>
        app.UseWhen(context => HttpMethods.IsGet(context.Request.Method), reading => reading.UseResponseCompression());
}

/// <summary>Compression under the Functions host. The worker has no other way into its pipeline than this.</summary>
internal sealed class CompressedPages : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.UseCompression();
            next(app);
        };
}
