using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>Writes what happens to accounts (sign-ins, passwords, second factors) into the server's audit chain.</summary>
public sealed class AccountLog(WorkbenchData data)
{
    /// <param name="userId">The account, or the empty id where nobody has the e-mail.</param>
    /// <param name="name">The person's name, or the e-mail that was tried.</param>
    /// <param name="action">As <c>account.signed-in</c>.</param>
    /// <param name="detail">What else is worth keeping, e.g. the way of signing in. Never a secret.</param>
    public async Task RecordAsync(Guid userId, string name, string action, object? detail, CancellationToken ct)
    {
        string shown = name.Length > 200 ? name[..200] : name;
        await using var change = await data.BeginForAccountAsync(new Actor(userId, shown, WorkspaceId.Server), ct);
        change.Audit(action, "Account", userId, shown, after: detail);
        await change.CommitAsync(ct);
    }
}
