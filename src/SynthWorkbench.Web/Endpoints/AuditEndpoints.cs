using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;

namespace SynthWorkbench.Web.Endpoints;

/// <summary>The audit trail as files, streamed: the entries that a filter leaves, and the head of the chain to keep elsewhere.</summary>
internal static class AuditEndpoints
{
    public static IEndpointRouteBuilder MapAuditEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/audit").RequireAuthorization(Policies.Auditor);
        group.MapGet("/export.{format}", ExportAsync);
        group.MapGet("/head.json", HeadAsync);
        return routes;
    }

    private static async Task<IResult> ExportAsync(string format, [AsParameters] Wanted wanted, ClaimsPrincipal user, CurrentMembership memberships, AuditTrail trail, CancellationToken ct)
    {
        if (await ActorAsync(user, memberships, ct) is not { } actor)
            return Results.Forbid();
        var entries = trail.ExportAsync(actor, new AuditQuery(wanted.Text, wanted.Person, wanted.Action, wanted.From, wanted.Until), ct);
        return format switch
        {
            "csv" => Results.Stream(body => WriteAsync(body, "sequence,at,actorId,actor,action,subjectKind,subjectId,subject,before,after,previousHash,hash", entries, Csv, ct), "text/csv", "audit.csv"),
            "jsonl" => Results.Stream(body => WriteAsync(body, null, entries, e => JsonSerializer.Serialize(e, JsonSerializerOptions.Web), ct), "application/jsonl", "audit.jsonl"),
            _ => Results.Problem($"There is no format '{format}'. Use csv or jsonl.", statusCode: StatusCodes.Status400BadRequest),
        };
    }

    private static async Task<IResult> HeadAsync(ClaimsPrincipal user, CurrentMembership memberships, AuditTrail trail, TimeProvider time, CancellationToken ct)
    {
        if (await ActorAsync(user, memberships, ct) is not { } actor)
            return Results.Forbid();
        var check = await trail.CheckAsync(actor, ct);
        var head = new { workspace = actor.WorkspaceId.Value, entries = check.Entries, head = check.Head, brokenAt = check.BrokenAt, at = time.GetUtcNow() };
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(head, JsonSerializerOptions.Web), "application/json", "audit-head.json");
    }

    private static async Task WriteAsync(Stream body, string? header, IAsyncEnumerable<AuditEntry> entries, Func<AuditEntry, string> line, CancellationToken ct)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        if (header is not null)
            await writer.WriteLineAsync(header.AsMemory(), ct);
        await foreach (var entry in entries.WithCancellation(ct))
            await writer.WriteLineAsync(line(entry).AsMemory(), ct);
    }

    private static string Csv(AuditEntry e) => string.Join(',', new[]
    {
        e.Sequence.ToString(CultureInfo.InvariantCulture), e.At.ToString("O", CultureInfo.InvariantCulture), e.ActorId.ToString(), e.ActorName, e.Action, e.SubjectKind, e.SubjectId, e.SubjectName, e.Before ?? "", e.After ?? "", e.PreviousHash, e.Hash,
    }.Select(Quoted));

    // A spreadsheet runs what begins like a formula: an apostrophe makes it text.
    private static string Quoted(string value) => "\"" + (value.Length > 0 && "=+-@\t\r".Contains(value[0], StringComparison.Ordinal) ? "'" : "") + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static async Task<Actor?> ActorAsync(ClaimsPrincipal user, CurrentMembership memberships, CancellationToken ct) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? await memberships.FindAsync(id, ct) : null;

    private sealed record Wanted(string? Text, string? Person, string? Action, DateOnly? From, DateOnly? Until);
}
