using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Endpoints;

/// <summary>Takes what reviewers' browsers keep: outside the circuit, so that a lost one costs nothing. Every command carries the operation that makes a repeat harmless.</summary>
internal static class ReviewOutboxEndpoints
{
    private const int MostBytes = 1 << 20;

    private sealed record DraftBody(Guid Operation, Guid Item, ReviewAnswers Answers, string? Comment, long BaseRevision, long ActiveMilliseconds, bool Force, Guid[]? Sent);

    private sealed record DecisionBody(Guid Operation, Guid Item, ReviewAnswers Answers, string? Comment, bool IsUnclear, bool IsFlagged, long ActiveMilliseconds, Guid? Supersedes);

    private sealed record SkipBody(Guid Operation, Guid Item, string? Reason, long ActiveMilliseconds);

    private sealed record LeaseBody(Guid Slot, Guid Token);

    public static IEndpointRouteBuilder MapReviewOutboxEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/review/outbox").RequireAuthorization(Policies.Reviewer);
        group.MapGet("/token", (HttpContext context, IAntiforgery antiforgery) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.Json(new { token = antiforgery.GetAndStoreTokens(context).RequestToken });
        });
        group.MapGet("/drafts/{item:guid}", FindAsync);
        group.MapPost("/drafts", (HttpContext context, IAntiforgery antiforgery, CurrentMembership memberships, ReviewDrafts drafts, CancellationToken ct) => TakeAsync<DraftBody, DraftSaving>(context, antiforgery, memberships,
            (actor, body) => drafts.SaveAsync(actor, new DraftWrite(body.Operation, new ReviewItemId(body.Item), body.Answers, body.Comment ?? "", body.BaseRevision, body.ActiveMilliseconds, body.Force, body.Sent), ct), ct));
        group.MapPost("/decisions", (HttpContext context, IAntiforgery antiforgery, CurrentMembership memberships, ReviewDecisions decisions, CancellationToken ct) => TakeAsync<DecisionBody, SubmissionResult>(context, antiforgery, memberships,
            (actor, body) => decisions.SubmitAsync(actor, new Submission(body.Operation, new ReviewItemId(body.Item), body.Answers, body.Comment ?? "", body.IsUnclear, body.IsFlagged, body.ActiveMilliseconds, body.Supersedes is { } id ? new DecisionId(id) : null), ct), ct));
        group.MapPost("/skips", (HttpContext context, IAntiforgery antiforgery, CurrentMembership memberships, ReviewDecisions decisions, CancellationToken ct) => TakeAsync<SkipBody, SubmissionResult>(context, antiforgery, memberships,
            (actor, body) => decisions.SkipAsync(actor, body.Operation, new ReviewItemId(body.Item), body.Reason ?? "", body.ActiveMilliseconds, ct), ct));
        group.MapPost("/leases", (HttpContext context, IAntiforgery antiforgery, CurrentMembership memberships, ReviewQueue queue, CancellationToken ct) => TakeAsync<LeaseBody, object>(context, antiforgery, memberships,
            async (actor, body) => new { holds = await queue.RenewAsync(actor, new ReviewSlotId(body.Slot), body.Token, ct) }, ct));
        return routes;
    }

    private static async Task<IResult> FindAsync(HttpContext context, Guid item, CurrentMembership memberships, ReviewDrafts drafts, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user) || await memberships.FindAsync(user, ct) is not { } actor)
            return Results.Forbid();
        return await drafts.FindAsync(actor, new ReviewItemId(item), ct) is { } draft ? Results.Text(ReviewJson.Write(draft), "application/json") : Results.NoContent();
    }

    private static async Task<IResult> TakeAsync<TBody, TAnswer>(HttpContext context, IAntiforgery antiforgery, CurrentMembership memberships, Func<Actor, TBody, Task<TAnswer>> take, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.Problem("The page is too old. Reload it; what you answered is kept in this browser.", statusCode: StatusCodes.Status400BadRequest);
        if (context.Request.ContentLength > MostBytes)
            return Results.Problem($"The answers have {context.Request.ContentLength:N0} bytes; at most {MostBytes:N0} are taken. Shorten them.", statusCode: StatusCodes.Status413PayloadTooLarge);
        if (!Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user) || await memberships.FindAsync(user, ct) is not { } actor)
            return Results.Problem("You belong to no workspace any more. What you answered is kept in this browser.", statusCode: StatusCodes.Status403Forbidden);
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = ReviewJson.Read<TBody>(await reader.ReadToEndAsync(ct));
            return Results.Text(ReviewJson.Write(await take(actor, body)), "application/json");
        }
        catch (BadHttpRequestException)
        {
            // The browser went away in the middle of its words: it keeps them and sends them again.
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }
        catch (JsonException e)
        {
            return Results.Problem($"These answers cannot be read: {e.Message}", statusCode: StatusCodes.Status422UnprocessableEntity);
        }
        catch (NotAllowedException)
        {
            return Results.Problem("You are no reviewer of this workspace any more. Your draft is kept; ask an owner.", statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
