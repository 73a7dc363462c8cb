using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Server.Api.Reference;

/// <summary>The committed description of the API, as programs read it and as people do. Neither needs a key.</summary>
internal static class ReferenceEndpoints
{
    public static void MapReference(this IEndpointRouteBuilder app)
    {
        var description = Embedded("dispatch.openapi.json");
        var actions = Embedded("actions.openapi.json");
        var calls = Embedded("calls.openapi.json");
        var page = Embedded("reference.html");
        var policy = Policy(Encoding.UTF8.GetString(page));
        app.MapGet("/openapi/v1.json", context => AnswerAsync(context, "application/json; charset=utf-8", description));
        app.MapGet("/openapi/v3.json", context => AnswerAsync(context, "application/json; charset=utf-8", actions));
        app.MapGet("/openapi/calls.json", context => AnswerAsync(context, "application/json; charset=utf-8", calls));
        app.MapGet("/docs/problems", ProblemPage.AnswerAsync);
        app.MapGet("/docs", context =>
        {
            context.Response.Headers.ContentSecurityPolicy = policy;
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            return AnswerAsync(context, "text/html; charset=utf-8", page);
        });
    }

    private static async Task AnswerAsync(HttpContext context, string contentType, byte[] bytes)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Only the page's own style and script run, and it may ask nobody but this server.</summary>
    private static string Policy(string page) =>
        $"default-src 'none'; style-src '{Hash(page, "style")}'; script-src '{Hash(page, "script")}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Hash(string page, string element)
    {
        var from = page.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var text = page[from..page.IndexOf($"</{element}>", from, StringComparison.Ordinal)];
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }

    private static byte[] Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
