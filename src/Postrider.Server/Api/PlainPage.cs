using System.Globalization;
using System.Text;

namespace Postrider.Server.Api;

/// <summary>A page of one sentence for people who followed a link. It runs no script and loads nothing.</summary>
internal static class PlainPage
{
    /// <param name="context">The request.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="body">HTML: whoever makes it has encoded what is not his. Pictures stand in it whole.</param>
    /// <param name="again">After how many seconds the browser asks again; 0: never.</param>
    public static async Task AnswerAsync(HttpContext context, int status, string title, string body, int again = 0)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(Page(title, body, again)), context.RequestAborted);
    }

    public static Task TooManyAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status429TooManyRequests, "Too many links that are not valid", "<p>Please try again in a minute.</p>");

    private static string Page(string title, string body, int again) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>{{(again > 0 ? $"\n<meta http-equiv=\"refresh\" content=\"{again.ToString(CultureInfo.InvariantCulture)}\">" : "")}}
        <style>
        body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 28rem; margin: 15vh auto; padding: 0 1.5rem; text-align: center; color: #1c1c1c; background: #fff }
        button { font: inherit; padding: .6rem 1.6rem; border: 0; border-radius: .4rem; color: #fff; background: #0b5cad; cursor: pointer }
        dl { text-align: left }
        dt { margin-top: 1rem; scroll-margin-top: 1rem; font-weight: 600 }
        dt:target { outline: 3px solid #ffb300; outline-offset: .3rem }
        dd { margin: 0 }
        button:focus-visible { outline: 3px solid #ffb300 }
        @media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } }
        </style>
        </head>
        <body>
        <h1>{{title}}</h1>
        {{body}}
        </body>
        </html>
        """;
}
