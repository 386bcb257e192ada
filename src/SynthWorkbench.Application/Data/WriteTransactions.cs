using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace SynthWorkbench.Application.Data;

internal static class WriteTransactions
{
    /// <summary>
    /// Begins a transaction that holds the right to write from its start. SQLite upgrades a deferred transaction on its first
    /// write and then fails at once if another writer came between; beginning immediate waits its turn instead.
    /// </summary>
    public static async Task<IDbContextTransaction> BeginWriteAsync(this WorkbenchDbContext db, CancellationToken ct)
    {
        if (!db.Database.IsSqlite())
            return await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, ct);
        await db.Database.OpenConnectionAsync(ct);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        var transaction = await db.Database.UseTransactionAsync(connection.BeginTransaction(deferred: false), ct);
        return transaction ?? throw new InvalidOperationException("The write transaction did not start.");
    }
}
