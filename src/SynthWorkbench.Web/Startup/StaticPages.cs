using System.Text.Encodings.Web;

namespace SynthWorkbench.Web.Startup;

/// <summary>Pages for when nothing else can be drawn: no component, no circuit, no database.</summary>
internal static class StaticPages
{
    public static Task WriteAsync(HttpContext context, int status, string title, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var html = HtmlEncoder.Default;
        return context.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.Encode(title)} · SynthWorkbench</title>
            <script src="/assets/js/theme.js"></script><link rel="stylesheet" href="/assets/styles/tokens.css"><link rel="stylesheet" href="/assets/styles/shell.css"><link rel="stylesheet" href="/assets/styles/parts.css"></head>
            <body><main class="sw-account"><div class="brand"><img src="/assets/brand/logo.svg" alt="" width="36" height="36">SynthWorkbench</div>
            <h1>{html.Encode(title)}</h1><p>{html.Encode(text)}</p><p><a href="/">Go to Home</a></p></main></body>
            </html>
            """);
    }

    /// <summary>Answers a request that failed with a page that says what holds, and the number under which the log has the cause.</summary>
    public static void UseErrorPage(this WebApplication app) => app.UseExceptionHandler(branch => branch.Run(context => WriteAsync(context, StatusCodes.Status500InternalServerError,
        "This page could not be shown", $"Nothing that was saved is lost. Try again; if it happens again, tell an administrator this number, under which the log has the cause: {context.TraceIdentifier}")));
}
