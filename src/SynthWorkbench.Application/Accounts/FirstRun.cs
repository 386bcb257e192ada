using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>The first administrator of a server without accounts, made by whoever can read the server's log: it shows a token that works once.</summary>
public sealed class FirstRun(WorkbenchData data, TimeProvider time, ILogger<FirstRun> log)
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

    /// <summary>Makes the administrator and a first workspace that they own; returns what is wrong, or null.</summary>
    public async Task<string?> CompleteAsync(UserManager<WorkbenchUser> users, string token, string name, string email, string password, string workspace, CancellationToken ct)
    {
        if (_token is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_token), Encoding.UTF8.GetBytes(token.Trim())))
            return "The token is not the one in the server's log. Copy it from there, or restart the server for a new one.";
        var user = new WorkbenchUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, DisplayName = name, IsAdministrator = true, LockoutEnabled = true, CreatedAt = time.GetUtcNow() };
        var made = await users.CreateAsync(user, password);
        if (!made.Succeeded)
            return string.Join(" ", made.Errors.Select(e => e.Description));
        await using var db = await data.UnboundAsync(ct);
        var first = new Workspace { Id = WorkspaceId.New(), Name = workspace, CreatedAt = time.GetUtcNow() };
        db.Add(first);
        db.Add(new Membership { UserId = user.Id, WorkspaceId = first.Id, Roles = WorkspaceRoles.Owner, Since = time.GetUtcNow() });
        await db.SaveChangesAsync(ct);
        _token = null;
        return null;
    }
}
