using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Tests.Datasets;
using Xunit;

namespace SynthWorkbench.Application.Tests.Auditing;

public sealed class AuditChainTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_writers_of_fifty_changes_make_one_unbroken_chain()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var data = workbench.Get<WorkbenchData>();
        await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Ct }, async (writer, ct) =>
        {
            for (int i = 0; i < 50; i++)
                await WriteAsync(data, workbench.Scientist, $"{writer}-{i}", ct);
        });

        var check = await CheckAsync(workbench);
        Assert.Equal((1000, null), (check.Entries, check.BrokenAt));
    }

    [Fact]
    public async Task A_change_that_is_not_committed_leaves_no_entry()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        await using (var change = await workbench.Get<WorkbenchData>().BeginAsync(workbench.Scientist, Permission.EditDatasets, Ct))
            change.Audit("thing.changed", "Thing", 1, "given up");
        Assert.Equal(0, (await CheckAsync(workbench)).Entries);
    }

    [Theory]
    [InlineData("UPDATE AuditEntries SET ActorName = 'Mallory' WHERE Sequence = 3", 3)]
    [InlineData("UPDATE AuditEntries SET After = NULL WHERE Sequence = 5", 5)]
    [InlineData("UPDATE AuditEntries SET At = At + 1 WHERE Sequence = 1", 1)]
    [InlineData("DELETE FROM AuditEntries WHERE Sequence = 2", 3)]
    [InlineData("UPDATE AuditEntries SET Sequence = 99 WHERE Sequence = 4", 5)]
    [InlineData("UPDATE AuditEntries SET Hash = PreviousHash WHERE Sequence = 2", 2)]
    public async Task Tampering_past_the_workbench_shows(string sql, long at)
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        for (int i = 0; i < 6; i++)
            await WriteAsync(workbench.Get<WorkbenchData>(), workbench.Scientist, $"{i}", Ct);
        Assert.Null((await CheckAsync(workbench)).BrokenAt);

        await using (var db = await workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct))
            await db.Database.ExecuteSqlRawAsync(sql, Ct);
        Assert.Equal(at, (await CheckAsync(workbench)).BrokenAt);
    }

    [Fact]
    public async Task Entries_are_neither_changed_nor_removed_through_the_workbench()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        await WriteAsync(workbench.Get<WorkbenchData>(), workbench.Scientist, "kept", Ct);
        var contexts = workbench.Get<IDbContextFactory<WorkbenchDbContext>>();

        await RefusedAsync(async db =>
        {
            (await db.Set<AuditEntry>().SingleAsync(Ct)).ActorName = "Mallory";
            await db.SaveChangesAsync(Ct);
        });
        await RefusedAsync(async db =>
        {
            db.Remove(await db.Set<AuditEntry>().SingleAsync(Ct));
            await db.SaveChangesAsync(Ct);
        });
        await RefusedAsync(db => db.Set<AuditEntry>().ExecuteDeleteAsync(Ct));
        await RefusedAsync(db => db.Set<AuditEntry>().Where(e => e.Sequence == 1).ExecuteUpdateAsync(set => set.SetProperty(e => e.ActorName, "Mallory"), Ct));
        Assert.Equal((1, null), await CheckAsync(workbench) is var check ? (check.Entries, check.BrokenAt) : default);

        async Task RefusedAsync(Func<WorkbenchDbContext, Task> attempt)
        {
            await using var db = await contexts.CreateDbContextAsync(Ct);
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => attempt(db));
            Assert.Contains("written once", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Search_restricts_by_person_action_and_day_and_stays_in_the_workspace()
    {
        await using var workbench = await DatasetsFixture.CreateAsync();
        var data = workbench.Get<WorkbenchData>();
        await WriteAsync(data, workbench.Scientist, "mine", Ct);
        await WriteAsync(data, workbench.Stranger, "theirs", Ct);
        var owner = await workbench.AddAsync("Olga", WorkspaceRoles.Owner, workbench.Scientist.WorkspaceId);
        var trail = workbench.Get<AuditTrail>();

        Assert.Equal("mine", Assert.Single((await trail.SearchAsync(owner, new AuditQuery(), 0, 10, Ct)).Entries).SubjectName);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.Equal(1, (await trail.SearchAsync(owner, new AuditQuery(Person: "Ada", Action: "thing.", From: today.AddDays(-1), Until: today.AddDays(1)), 0, 10, Ct)).Total);
        Assert.Equal(0, (await trail.SearchAsync(owner, new AuditQuery(Until: today.AddDays(-2)), 0, 10, Ct)).Total);
        Assert.Equal(0, (await trail.SearchAsync(owner, new AuditQuery(Person: "Sam"), 0, 10, Ct)).Total);
        Assert.Single((await trail.SearchAsync(owner, new AuditQuery(), int.MaxValue, 10, Ct)).Entries);
        await Assert.ThrowsAsync<NotAllowedException>(() => trail.SearchAsync(workbench.Scientist, new AuditQuery(), 0, 10, Ct));
    }

    private static async Task WriteAsync(WorkbenchData data, Actor actor, string name, CancellationToken ct)
    {
        await using var change = await data.BeginAsync(actor, Permission.EditDatasets, ct);
        change.Audit("thing.changed", "Thing", name, name, before: new { Size = 1 }, after: new { Size = 2 });
        await change.CommitAsync(ct);
    }

    private static async Task<AuditCheck> CheckAsync(DatasetsFixture workbench)
    {
        await using var db = await workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct);
        return await AuditChain.FollowAsync(db.Set<AuditEntry>().Where(e => e.WorkspaceId == workbench.Scientist.WorkspaceId).OrderBy(e => e.Sequence).AsAsyncEnumerable(), Ct);
    }
}
