using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Auditing;

/// <summary>One change of consequence: who, what, before, after. Chained by SHA-256 within its workspace; never updated, never deleted.</summary>
public sealed class AuditEntry : IWorkspaceOwned, IAppendOnly
{
    public WorkspaceId WorkspaceId { get; set; }

    /// <summary>1, 2, 3 ... within the workspace, without gaps.</summary>
    public long Sequence { get; set; }

    public DateTimeOffset At { get; set; }

    public Guid ActorId { get; set; }

    public required string ActorName { get; set; }

    /// <summary>What happened, as <c>noun.verb</c>: <c>dataset.imported</c>, <c>recipe.saved</c>, <c>run.started</c>.</summary>
    public required string Action { get; set; }

    /// <summary>The kind of thing it happened to, e.g. <c>DatasetVersion</c>.</summary>
    public required string SubjectKind { get; set; }

    public required string SubjectId { get; set; }

    /// <summary>A name a person recognises.</summary>
    public required string SubjectName { get; set; }

    /// <summary>Canonical JSON of what it was, or null for something new.</summary>
    public string? Before { get; set; }

    /// <summary>Canonical JSON of what it became, or null for something removed.</summary>
    public string? After { get; set; }

    /// <summary>Hash of the entry before, 64 hex digits; zeros for the first.</summary>
    public required string PreviousHash { get; set; }

    /// <summary>SHA-256 of <see cref="PreviousHash"/> and the canonical entry, 64 hex digits.</summary>
    public required string Hash { get; set; }
}
