using System.Reflection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Tests.Datasets;
using Xunit;

namespace SynthWorkbench.Application.Tests.Data;

/// <summary>Tries to cross the boundary of a workspace for every entity type of the model, on a real database.</summary>
public sealed class WorkspaceBoundaryTests
{
    /// <summary>What belongs to the server rather than to a workspace, and why.</summary>
    private static readonly Dictionary<Type, string> OfTheServer = new()
    {
        [typeof(Workspace)] = "is the boundary itself",
        [typeof(Membership)] = "says who may enter; read by Accounts before a workspace is chosen",
        [typeof(WorkbenchUser)] = "a person may belong to several workspaces",
        [typeof(IdentityUserClaim<Guid>)] = "part of the account",
        [typeof(IdentityUserLogin<Guid>)] = "part of the account",
        [typeof(IdentityUserToken<Guid>)] = "part of the account",
        [typeof(IdentityUserPasskey<Guid>)] = "part of the account",
        [typeof(IdentityPasskeyData)] = "part of the account",
        [typeof(DataProtectionKey)] = "keys of the server",
    };

    public static TheoryData<string> OwnedEntities()
    {
        using var db = new DesignTimeContextFactory().CreateDbContext([]);
        return [.. db.Model.GetEntityTypes().Where(e => typeof(IWorkspaceOwned).IsAssignableFrom(e.ClrType)).Select(e => e.Name)];
    }

    [Fact]
    public void Every_entity_belongs_to_a_workspace_or_is_listed_with_a_reason()
    {
        using var db = new DesignTimeContextFactory().CreateDbContext([]);
        var unowned = db.Model.GetEntityTypes().Where(e => !typeof(IWorkspaceOwned).IsAssignableFrom(e.ClrType)).Select(e => e.ClrType).ToHashSet();
        Assert.Equal(OfTheServer.Keys.Select(t => t.Name).Order(StringComparer.Ordinal), unowned.Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(OwnedEntities))]
    public Task Another_workspace_is_out_of_reach(string entity) => RunAsync(nameof(OutOfReachAsync), entity);

    private static async Task OutOfReachAsync<T>(DatasetsFixture workbench, IEntityType type)
        where T : class, IWorkspaceOwned
    {
        var ct = TestContext.Current.CancellationToken;
        var contexts = workbench.Get<IDbContextFactory<WorkbenchDbContext>>();
        var data = workbench.Get<WorkbenchData>();
        var (me, other) = (workbench.Scientist, workbench.Stranger.WorkspaceId);
        var theirs = EntitySpecimens.Make<T>(type, other);
        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            await db.Database.OpenConnectionAsync(ct);
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys=OFF;", ct);
            db.Add(theirs);
            await db.SaveChangesAsync(ct);
        }

        object?[] key = [.. type.FindPrimaryKey()!.Properties.Select(p => p.PropertyInfo!.GetValue(theirs))];
        await using (var db = await data.ReadAsync(me, Permission.ViewWorkspace, ct))
        {
            Assert.Empty(await db.Set<T>().Where(e => e.WorkspaceId == other).ToListAsync(ct));
            Assert.Null(await db.Set<T>().FindAsync(key, ct));
        }

        await AttemptAsync(db => db.Set<T>().ExecuteDeleteAsync(ct));
        await AttemptAsync(db => SaveAsync(db, db.Remove(EntitySpecimens.Make(type, me.WorkspaceId, theirs))));
        await AttemptAsync(db => SaveAsync(db, db.Remove(EntitySpecimens.Make(type, other, theirs))));
        await AttemptAsync(db => SaveAsync(db, db.Update(EntitySpecimens.Make(type, me.WorkspaceId, theirs))));
        await AttemptAsync(db => SaveAsync(db, db.Update(EntitySpecimens.Make(type, other, theirs))));
        await AttemptAsync(db => SaveAsync(db, db.Add(EntitySpecimens.Make<T>(type, other))));

        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            var present = Assert.Single(await db.Set<T>().AsNoTracking().Where(e => e.WorkspaceId == other).ToListAsync(ct));
            Assert.Equal(EntitySpecimens.Values(type, theirs), EntitySpecimens.Values(type, present));
        }

        // What an attempt answers (an exception or nothing) is its own affair; what counts is the other workspace's row afterwards.
        async Task AttemptAsync(Func<WorkbenchDbContext, Task> attempt)
        {
            await using var change = await data.BeginAsync(me, Permission.ViewWorkspace, ct);
            try
            {
                await attempt(change.Db);
                await change.CommitAsync(ct);
            }
            catch (Exception e) when (e is InvalidOperationException or DbUpdateException)
            {
                // Refused.
            }
        }

        Task SaveAsync(WorkbenchDbContext db, object _) => db.SaveChangesAsync(ct);
    }

    private static async Task RunAsync(string method, string entity)
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        await using var db = await workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var type = db.Model.FindEntityType(entity)!;
        await (Task)typeof(WorkspaceBoundaryTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.ClrType).Invoke(null, [workbench, type])!;
    }
}
