using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Storage;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Content-Encoding on every route that takes a body, in both ways to be started: known codings are undone, others are refused at once.
/// Scoring undoes them itself, within the limit of its bodies.
/// </summary>
internal sealed class RequestDecoding : IStartupFilter
{
    private static readonly PathString[] Scoring = ["/api/score", "/predict"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(DecodeAsync);
        next(app);
    };

    private static Task DecodeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.Count == 0 || Array.Exists(Scoring, route => request.Path == route)) return next(context);
        var coding = request.Headers.ContentEncoding.ToString();
        if (ContentCoding.Decode(request.Body, coding) is not { } body)
        {
            context.Response.Headers.AcceptEncoding = ContentCoding.Known;
            return Problem.Unsupported($"Content-Encoding is {coding}; allowed: {ContentCoding.Known}.")
                .ExecuteAsync(context);
        }

        if (body != request.Body)
        {
            request.Body = new Decoded(body, coding);
            request.Headers.ContentLength = null;
        }

        request.Headers.Remove("Content-Encoding");
        return next(context);
    }

    /// <summary>A decompressed body, whose faults are the sender's and no error of ours.</summary>
    private sealed class Decoded(Stream inner, string coding) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
            {
                throw new BadHttpRequestException($"The body is not {coding}.", fault);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
