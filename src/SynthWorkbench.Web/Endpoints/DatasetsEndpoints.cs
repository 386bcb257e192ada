using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Web.Endpoints;

/// <summary>Files in and out, streamed: uploads that become datasets, and downloads of versions.</summary>
internal static class DatasetsEndpoints
{
    public static IEndpointRouteBuilder MapDatasetsEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/datasets");
        group.MapGet("/uploads/token", Token).RequireAuthorization(Policies.DataScientist);
        group.MapPost("/uploads", ReceiveAsync).RequireAuthorization(Policies.DataScientist);
        group.MapGet("/versions/{id:guid}/download", DownloadAsync).RequireAuthorization(Policies.Member);
        return routes;
    }

    /// <summary>The antiforgery token that an upload sends back in its header.</summary>
    private static IResult Token(HttpContext context, IAntiforgery antiforgery)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new { token = antiforgery.GetAndStoreTokens(context).RequestToken });
    }

    /// <summary>Takes the request body as the file; its name comes in the query, so that nothing is buffered as a form.</summary>
    private static async Task<IResult> ReceiveAsync(HttpContext context, string name, IAntiforgery antiforgery, CurrentMembership memberships, DatasetUploads uploads, IOptions<WorkbenchOptions> options, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.Problem("The page is too old for this upload. Reload it and try again.", statusCode: StatusCodes.Status400BadRequest);
        if (await ActorAsync(context, memberships, ct) is not { } actor)
            return Results.Forbid();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Value.MaxUploadBytes + 1;
        try
        {
            var received = await uploads.ReceiveAsync(actor, name, context.Request.Body, ct);
            return received.Succeeded
                ? Results.Json(new { id = received.Value.Value })
                : Results.Problem(received.Problem, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        catch (NotAllowedException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status403Forbidden);
        }
    }

    private static async Task<IResult> DownloadAsync(HttpContext context, Guid id, string? format, bool? gzip, CurrentMembership memberships, DatasetCatalog catalog, DatasetTables tables, CancellationToken ct)
    {
        if (await ActorAsync(context, memberships, ct) is not { } actor)
            return Results.Forbid();
        if (!Enum.TryParse<TableFormat>(format ?? nameof(TableFormat.Csv), ignoreCase: true, out var wanted))
            return Results.Problem($"There is no format '{format}'. Use csv, parquet or jsonlines.", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            var version = new DatasetVersionId(id);
            if (await catalog.DownloadNameAsync(actor, version, ct) is not { } name)
                return Results.NotFound();
            var (schema, chunks) = await tables.OpenAsync(actor.WorkspaceId, version, ct);
            bool packed = gzip == true && wanted != TableFormat.Parquet;
            var options = new WriteOptions { NeutraliseFormulas = wanted == TableFormat.Csv, Gzip = packed };
            return Results.Stream(body => TableWriter.StreamAsync(chunks, schema, wanted, body, options, ct), packed ? "application/gzip" : wanted.MediaType(), name + wanted.Extension() + (packed ? ".gz" : ""));
        }
        catch (NotAllowedException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status403Forbidden);
        }
    }

    private static async Task<Actor?> ActorAsync(HttpContext context, CurrentMembership memberships, CancellationToken ct) =>
        Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? await memberships.FindAsync(user, ct) : null;
}
