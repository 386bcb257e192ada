using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>Somebody in the workspace.</summary>
public sealed record Member(Guid UserId, string Name, string Email, WorkspaceRoles Roles, DateTimeOffset Since);

/// <summary>Somebody who was asked to join and has not answered.</summary>
public sealed record OpenInvitation(InvitationId Id, string Email, WorkspaceRoles Roles, string InvitedBy, DateTimeOffset ExpiresAt, bool IsExpired);

/// <summary>The people of a workspace and those invited.</summary>
public sealed record MemberList(string Workspace, IReadOnlyList<Member> Members, IReadOnlyList<OpenInvitation> Invitations);

/// <summary>What asking for a link (an invitation, a new password) came to: a problem, or the code that the link carries. The code is shown this once.</summary>
public sealed record LinkOutcome(string? Problem, string? Code)
{
    internal static LinkOutcome Refused(string problem) => new(problem, null);
}

/// <summary>Who belongs to a workspace, and in which roles. For owners.</summary>
public sealed class Members(WorkbenchData data, TimeProvider time)
{
    private const string NoOwnerLeft = "A workspace needs at least one owner. Make somebody else an owner first.";

    public async Task<MemberList> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ManageMembers, ct);
        var members = await (from m in db.Set<Membership>()
                             join u in db.Users on m.UserId equals u.Id
                             where m.WorkspaceId == actor.WorkspaceId
                             orderby u.DisplayName, u.Email
                             select new Member(u.Id, u.DisplayName, u.Email ?? "", m.Roles, m.Since)).ToListAsync(ct);
        var now = time.GetUtcNow();
        var open = await db.Set<Invitation>().Where(i => i.ClosedAt == null).OrderByDescending(i => i.CreatedAt).ToListAsync(ct);
        string workspace = await db.Set<Workspace>().Where(w => w.Id == actor.WorkspaceId).Select(w => w.Name).FirstAsync(ct);
        return new MemberList(workspace, members, [.. open.Select(i => new OpenInvitation(i.Id, i.Email, i.Roles, i.InvitedBy, i.ExpiresAt, i.ExpiresAt <= now))]);
    }

    /// <summary>Invites by e-mail. An open invitation to the same e-mail ends with it, and its link with that.</summary>
    public async Task<LinkOutcome> InviteAsync(Actor actor, string email, WorkspaceRoles roles, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.ManageMembers, ct);
        var outcome = await InviteAsync(change, email, roles, ct);
        if (outcome.Problem is null)
            await change.CommitAsync(ct);
        return outcome;
    }

    /// <summary>Takes an open invitation back: its link stops working.</summary>
    public async Task RevokeAsync(Actor actor, InvitationId id, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.ManageMembers, ct);
        if (await change.Db.Set<Invitation>().FirstOrDefaultAsync(i => i.Id == id && i.ClosedAt == null, ct) is not { } invitation)
            return;
        invitation.ClosedAt = change.Now;
        change.Audit("member.invitation-revoked", "Invitation", id.Value, invitation.Email);
        await change.CommitAsync(ct);
    }

    /// <summary>Gives a member other roles; returns what is wrong, or null.</summary>
    public async Task<string?> SetRolesAsync(Actor actor, Guid userId, WorkspaceRoles roles, CancellationToken ct)
    {
        if (roles == WorkspaceRoles.None)
            return "Choose at least one role, or remove the person from the workspace.";
        await using var change = await data.BeginAsync(actor, Permission.ManageMembers, ct);
        if (await FindAsync(change, userId, ct) is not { } membership)
            return "This person is no longer a member.";
        if (!roles.HasFlag(WorkspaceRoles.Owner) && await IsLastOwnerAsync(change, userId, ct))
            return NoOwnerLeft;
        var before = membership.Roles;
        membership.Roles = roles;
        change.Audit("member.roles-changed", "Membership", userId, await NameAsync(change, userId, ct), new { roles = before.ToString() }, new { roles = roles.ToString() });
        await change.CommitAsync(ct);
        return null;
    }

    /// <summary>Takes a person out of the workspace (the account stays); returns what is wrong, or null.</summary>
    public async Task<string?> RemoveAsync(Actor actor, Guid userId, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.ManageMembers, ct);
        if (await FindAsync(change, userId, ct) is not { } membership)
            return null;
        if (await IsLastOwnerAsync(change, userId, ct))
            return NoOwnerLeft;
        change.Db.Remove(membership);
        change.Audit("member.removed", "Membership", userId, await NameAsync(change, userId, ct), new { roles = membership.Roles.ToString() });
        await change.CommitAsync(ct);
        return null;
    }

    /// <summary>What is wrong with an e-mail, or null.</summary>
    internal static string? EmailProblem(string email) => email.Trim() is var given && given.Length <= 256 && MailAddress.TryCreate(given, out var address) && address.Address == given
        ? null
        : $"'{given}' is not an e-mail address. Write it as name@place.org.";

    /// <summary>The one way an invitation is made, within a change bound to its workspace.</summary>
    internal static async Task<LinkOutcome> InviteAsync(WorkbenchChange change, string email, WorkspaceRoles roles, CancellationToken ct)
    {
        email = email.Trim();
        if (EmailProblem(email) is { } problem)
            return LinkOutcome.Refused(problem);
        if (roles == WorkspaceRoles.None)
            return LinkOutcome.Refused("Choose at least one role.");
        string? normalized = AccountsIn.Normalize(email);
        var workspace = change.Actor.WorkspaceId;
        if (await change.Db.Users.AnyAsync(u => u.NormalizedEmail == normalized && change.Db.Set<Membership>().Any(m => m.UserId == u.Id && m.WorkspaceId == workspace), ct))
            return LinkOutcome.Refused($"{email} is a member already. Change the roles in the list.");
        foreach (var earlier in await change.Db.Set<Invitation>().Where(i => i.ClosedAt == null).ToListAsync(ct))
        {
            if (AccountsIn.Normalize(earlier.Email) == normalized)
                earlier.ClosedAt = change.Now;
        }

        string code = Invitation.NewCode();
        var invitation = new Invitation
        {
            Id = InvitationId.New(), WorkspaceId = workspace, Email = email, Roles = roles, CodeHash = Invitation.HashOf(code),
            InvitedBy = change.Actor.Name, CreatedAt = change.Now, ExpiresAt = change.Now + Invitation.Lifetime,
        };
        change.Db.Add(invitation);
        change.Audit("member.invited", "Invitation", invitation.Id.Value, email, after: new { roles = roles.ToString(), invitation.ExpiresAt });
        return new LinkOutcome(null, code);
    }

    private static Task<Membership?> FindAsync(WorkbenchChange change, Guid userId, CancellationToken ct) =>
        change.Db.Set<Membership>().FirstOrDefaultAsync(m => m.UserId == userId && m.WorkspaceId == change.Actor.WorkspaceId, ct);

    private static async Task<bool> IsLastOwnerAsync(WorkbenchChange change, Guid userId, CancellationToken ct)
    {
        var owners = await change.Db.Set<Membership>().AsNoTracking().Where(m => m.WorkspaceId == change.Actor.WorkspaceId && (m.Roles & WorkspaceRoles.Owner) != WorkspaceRoles.None).Select(m => m.UserId).ToListAsync(ct);
        return owners is [var only] && only == userId;
    }

    private static async Task<string> NameAsync(WorkbenchChange change, Guid userId, CancellationToken ct) =>
        await change.Db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName != "" ? u.DisplayName : u.Email).FirstOrDefaultAsync(ct) ?? userId.ToString();
}
