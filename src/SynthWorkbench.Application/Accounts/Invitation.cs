using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

public readonly record struct InvitationId(Guid Value) : IEntityId<InvitationId>
{
    public static InvitationId From(Guid value) => new(value);

    public static InvitationId New() => new(Guid.CreateVersion7());
}

/// <summary>A way into a workspace for one person, by a link that works once. Of the link's code only the hash is kept.</summary>
public sealed class Invitation : IWorkspaceOwned
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public InvitationId Id { get; set; }

    public WorkspaceId WorkspaceId { get; set; }

    /// <summary>Whom it is for. An account made with it has this e-mail; an account that accepts it must have it.</summary>
    public required string Email { get; set; }

    /// <summary>The roles that whoever accepts it gets.</summary>
    public WorkspaceRoles Roles { get; set; }

    /// <summary>SHA-256 of the code, 64 hex digits.</summary>
    public required string CodeHash { get; set; }

    public required string InvitedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was accepted or taken back; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>A new code: 256 random bits, safe in a link.</summary>
    internal static string NewCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
