using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>The first administrator of a server without accounts, made by whoever can read the server's log: it shows a token that works once.</summary>
public sealed class FirstRun(WorkbenchData data, IServiceScopeFactory scopes, ILogger<FirstRun> log)
{
    private string? _token;

    /// <summary>Whether the server still waits for its first administrator.</summary>
    public bool IsOpen => _token is not null;

    /// <summary>Writes the token into the log when there is no account yet.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await using var db = await data.UnboundAsync(ct);
        if (await db.Users.AnyAsync(ct))
            return;
        _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        log.LogWarning("There is no account yet. Open /first-run and enter this token: {Token}", _token);
    }

    /// <summary>Makes the administrator and a first workspace that they own, in one transaction; returns what is wrong, or null.</summary>
    public async Task<string?> CompleteAsync(string token, string name, string email, string password, string workspace, CancellationToken ct)
    {
        if (_token is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_token), Encoding.UTF8.GetBytes(token.Trim())))
            return "The token is not the one in the server's log. Copy it from there, or restart the server for a new one.";
        if (name.Trim() is not { Length: > 0 and <= 200 } || workspace.Trim() is not { Length: > 0 and <= 200 })
            return "Write your name and a name for the workspace, each with at most 200 characters.";
        var user = Guid.CreateVersion7();
        await using var change = await data.BeginForAccountAsync(new Actor(user, name.Trim(), WorkspaceId.Server), ct);
        if (await change.Db.Users.AnyAsync(ct))
            return "This server has its administrator. Sign in.";
        using var accounts = new AccountsIn(change.Db, scopes);
        var administrator = new WorkbenchUser { Id = user, UserName = email, Email = email, EmailConfirmed = true, DisplayName = name.Trim(), IsAdministrator = true, LockoutEnabled = true, CreatedAt = change.Now };
        if (await accounts.MakeAsync(administrator, password) is { } problem)
            return problem;
        var first = new Workspace { Id = WorkspaceId.New(), Name = workspace.Trim(), CreatedAt = change.Now };
        change.Db.Add(first);
        change.Db.Add(new Membership { UserId = user, WorkspaceId = first.Id, Roles = WorkspaceRoles.Owner, Since = change.Now });
        change.Audit("server.first-run", "Account", user, administrator.DisplayName, after: new { email, workspace = first.Name });
        await change.CommitAsync(ct);
        _token = null;
        return null;
    }
}
