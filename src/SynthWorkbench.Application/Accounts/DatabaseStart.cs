using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Accounts;

/// <summary>Makes the data folder and brings the database up to date before anything else runs.</summary>
public sealed class DatabaseStart(IDbContextFactory<WorkbenchDbContext> contexts, IOptions<WorkbenchOptions> options, ILogger<DatabaseStart> log)
{
    public async Task RunAsync(CancellationToken ct)
    {
        string folder = Path.GetFullPath(options.Value.DataFolder);
        Directory.CreateDirectory(folder);
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Database.MigrateAsync(ct);
        if (db.Database.IsSqlite())
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", ct);
        log.LogInformation("The database is up to date in {Folder}", folder);
    }
}
