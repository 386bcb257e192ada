using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Tests.Datasets;
using SynthWorkbench.Numerics.Privacy;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Application.Tests.Privacy;

public sealed class PrivacyLedgerTests : IAsyncLifetime
{
    private DatasetsFixture _workbench = null!;
    private ImportedVersion _loans = null!;
    private Actor _approver;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Actor Me => _workbench.Scientist;

    private PrivacyLedger Ledger => _workbench.Get<PrivacyLedger>();

    public async ValueTask InitializeAsync()
    {
        _workbench = await DatasetsFixture.CreateAsync();
        _loans = await ImportAsync(Me, "Loans", 300);
        _approver = await _workbench.AddAsync("Ann", WorkspaceRoles.Approver, Me.WorkspaceId);
    }

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task Charges_add_up_in_rho_and_are_told_as_epsilon_at_the_deltas_of_the_budget()
    {
        var before = await AccountAsync();
        Assert.Equal((PrivacyBudget.Default, 0d, 0d), (before.Budget, before.EpsilonSpent, before.ShareSpent));
        await ChargeAsync(1, "a");
        await ChargeAsync(2, "b");
        var account = await AccountAsync();
        Assert.Equal([2, 1], account.Charges.Select(c => c.Number));
        var one = PrivacyStatement.Of(new PrivacyOptions { Epsilon = 1 });
        var two = PrivacyStatement.Of(new PrivacyOptions { Epsilon = 2 });
        Assert.Equal(one.Budget + two.Budget, account.Spent.Rho, 12);
        Assert.Equal(1e-9, account.Spent.Delta, 15);
        Assert.Equal(ZeroConcentrated.EpsilonOf(one.Budget + two.Budget, 1e-7 - 1e-9), account.EpsilonSpent, 9);
        Assert.InRange(account.EpsilonSpent, 1.5, 2.9);
        var first = account.Charges[1];
        Assert.Equal((Me.Name, "Applications", PrivacyStatement.Neighbours, false), (first.Author, first.RecipeName, first.Neighbours, first.AreRowsPublic));
        Assert.Contains(first.Assumed, a => a.Contains("names, kinds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_budget_does_not_pay_for_is_refused_with_what_is_left_and_nothing_is_entered()
    {
        await SetAsync(2);
        await ChargeAsync(2, "a");
        var account = await AccountAsync();
        var refused = await Ledger.ChargeAsync(Me, Request(1.8, "b"), false, Ct);
        Assert.Null(refused.Charge);
        Assert.Single((await AccountAsync()).Charges);
        double left = account.LargestEpsilon(1e-9);
        Assert.InRange(left, PrivacyOptions.LeastEpsilon, 1.7);
        Assert.Contains($"Choose an epsilon of {PrivacyFigures.Down(left)} or less", refused.Problem, StringComparison.Ordinal);
        Assert.Contains("raise the budget", refused.Problem, StringComparison.Ordinal);

        // The largest epsilon that it names is paid for, and nothing after it.
        Assert.NotNull((await Ledger.ChargeAsync(Me, Request(left, "c"), false, Ct)).Charge);
        var used = await AccountAsync();
        Assert.InRange(used.EpsilonSpent, 1.99, 2);
        Assert.Equal(0, used.LargestEpsilon(1e-9));
        Assert.Contains("No further fit", (await Ledger.ChargeAsync(Me, Request(0.1, "d"), false, Ct)).Problem, StringComparison.Ordinal);

        // More than the budget's delta is lost to the fit's own: no epsilon helps.
        await SetAsync(10);
        Assert.Contains("smaller delta", (await Ledger.ChargeAsync(Me, Request(0.1, "e") with { Asked = new PrivacyOptions { Epsilon = 0.1, Delta = 1e-6 } }, false, Ct)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_release_is_charged_once_and_other_noise_again()
    {
        var job = JobId.New();
        Assert.True((await Ledger.ChargeAsync(Me, Request(1, "a", job), false, Ct)).IsNew);

        // Killed between the charge and the fit, the job goes on; another job that fits the same makes other noise.
        var again = await Ledger.ChargeAsync(Me, Request(1, "a", job), false, Ct);
        Assert.Equal((false, 1), (again.IsNew, again.Charge!.Number));
        Assert.True((await Ledger.ChargeAsync(Me, Request(1, "a"), false, Ct)).IsNew);

        // A model that is kept costs nothing; killed while it fits, the job makes other noise.
        Assert.False((await Ledger.ChargeAsync(Me, Request(1, "a"), true, Ct)).IsNew);
        await Ledger.BeginAsync(Me, again.Charge, Ct);
        Assert.Equal((true, 3), await ChargedAsync(Request(1, "a", job)));

        // With a seed the noise is the same, whoever fits it and however often it is begun.
        var seeded = Request(1, "s", seed: 7);
        var charge = (await Ledger.ChargeAsync(Me, seeded, false, Ct)).Charge!;
        await Ledger.BeginAsync(Me, charge, Ct);
        Assert.Equal((false, 4), await ChargedAsync(seeded with { Job = JobId.New() }));
        await Ledger.BeginAsync(Me, charge, Ct);
        Assert.Equal(4, (await AccountAsync()).Charges.Count);
    }

    [Fact]
    public async Task Of_two_holders_of_one_job_only_one_begins()
    {
        var charge = (await Ledger.ChargeAsync(Me, Request(1, "a"), false, Ct)).Charge!;
        await Ledger.BeginAsync(Me, charge, Ct);
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => Ledger.BeginAsync(Me, charge, Ct));
    }

    [Fact]
    public async Task Fits_at_the_same_time_on_two_servers_cannot_overspend()
    {
        await SetAsync(3);
        int payable = (await AccountAsync()).FitsLeft(PrivacyStatement.Of(new PrivacyOptions { Epsilon = 1 }).Cost());
        Assert.InRange(payable, 3, 14);
        await using var other = _workbench.OpenAnother();
        PrivacyLedger[] ledgers = [Ledger, other.GetRequiredService<PrivacyLedger>()];
        var charged = await Task.WhenAll(Enumerable.Range(0, payable + 6).Select(i => Task.Run(() => ledgers[i % 2].ChargeAsync(Me, Request(1, $"m{i}"), false, Ct), Ct)));
        Assert.Equal(payable, charged.Count(c => c.Charge is not null));
        var account = await AccountAsync();
        Assert.Equal(Enumerable.Range(1, payable).Reverse(), account.Charges.Select(c => c.Number));
        Assert.True(account.EpsilonSpent <= 3);
    }

    [Fact]
    public async Task The_account_survives_a_restart_and_its_entries_cannot_be_changed_or_removed()
    {
        await SetAsync(4);
        await ChargeAsync(1.5, "a");
        var before = await AccountAsync();
        await _workbench.StartAgainAsync();
        var after = await AccountAsync();
        Assert.Equal((before.EpsilonSpent, before.Budget, before.Charges.Single().Id), (after.EpsilonSpent, after.Budget, after.Charges.Single().Id));
        await using var db = await _workbench.Get<IDbContextFactory<WorkbenchDbContext>>().CreateDbContextAsync(Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Set<PrivacyCharge>().ExecuteDeleteAsync(Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Set<PrivacyBudgetEntry>().ExecuteUpdateAsync(s => s.SetProperty(b => b.Epsilon, 50), Ct));
        db.Remove(await db.Set<PrivacyCharge>().SingleAsync(Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Ct));
    }

    [Fact]
    public async Task Approvers_and_owners_set_the_budget_with_a_reason_that_is_audited_and_who_spends_does_not()
    {
        await Assert.ThrowsAsync<NotAllowedException>(() => Ledger.SetBudgetAsync(Me, _loans.Dataset, new PrivacyBudget(20, 1e-7), "more", Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => Ledger.SetBudgetAsync(_workbench.Reviewer, _loans.Dataset, new PrivacyBudget(20, 1e-7), "more", Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => Ledger.SetBudgetAsync(_approver with { WorkspaceId = _workbench.Stranger.WorkspaceId }, _loans.Dataset, new PrivacyBudget(20, 1e-7), "more", Ct));
        Assert.Contains("Say why", await Ledger.SetBudgetAsync(_approver, _loans.Dataset, new PrivacyBudget(20, 1e-7), "  ", Ct), StringComparison.Ordinal);
        Assert.Null(await Ledger.SetBudgetAsync(_approver, _loans.Dataset, new PrivacyBudget(20, 1e-7), "Second study, approved 12 May", Ct));
        var owner = await _workbench.AddAsync("Olga", WorkspaceRoles.Owner, Me.WorkspaceId);
        Assert.Null(await Ledger.SetBudgetAsync(owner, _loans.Dataset, new PrivacyBudget(15, 1e-8), "Back", Ct));
        var account = await AccountAsync();
        Assert.Equal((new PrivacyBudget(15, 1e-8), "Olga", "Back"), (account.Budget, account.SetBy!.Author, account.SetBy.Reason));
        await ChargeAsync(1, "a");
        var entries = (await _workbench.Get<AuditTrail>().SearchAsync(_approver, new AuditQuery(Action: "privacy-budget."), 0, 10, Ct)).Entries;
        Assert.Equal(["privacy-budget.charged", "privacy-budget.set", "privacy-budget.set"], entries.Select(e => e.Action));
        Assert.Contains("Second study, approved 12 May", entries[2].After, StringComparison.Ordinal);
        Assert.Contains("10", entries[2].Before, StringComparison.Ordinal);
        Assert.True((await _workbench.Get<AuditTrail>().CheckAsync(_approver, Ct)).BrokenAt is null);
    }

    [Theory]
    [InlineData(0, 1e-7, "allows no private fit")]
    [InlineData(-3, 1e-7, "allows no private fit")]
    [InlineData(double.NaN, 1e-7, "allows no private fit")]
    [InlineData(1e9, 1e-7, "protects nobody")]
    [InlineData(10, 0.1, "Delta is 0.1")]
    [InlineData(10, 1e-7, "already")]
    [InlineData(1, 1e-7, "Choose at least that")]
    [InlineData(10, 1e-9, "Choose a larger delta")]
    public async Task A_budget_that_cannot_be_is_refused_with_what_to_choose(double epsilon, double delta, string why)
    {
        await ChargeAsync(1, "a");
        await ChargeAsync(1, "b");
        Assert.Contains(why, await Ledger.SetBudgetAsync(_approver, _loans.Dataset, new PrivacyBudget(epsilon, delta), "try", Ct), StringComparison.Ordinal);
        Assert.Equal(PrivacyBudget.Default, (await AccountAsync()).Budget);
    }

    [Fact]
    public async Task A_budget_may_be_lowered_to_what_is_spent()
    {
        await ChargeAsync(1, "a");
        await SetAsync(Math.Ceiling((await AccountAsync()).EpsilonSpent * 1000) / 1000);
        Assert.Equal(0, (await AccountAsync()).LargestEpsilon(1e-9));
    }

    [Fact]
    public async Task The_same_rows_under_another_name_are_no_new_budget_and_another_workspace_sees_nothing()
    {
        await SetAsync(4);
        await ChargeAsync(2, "a");
        var copy = await ImportAsync(Me, "Loans, once more", 300);
        var shared = (await Ledger.GetAsync(Me, copy.Dataset, Ct))!;
        Assert.Equal((4d, 1, "Loans"), (shared.Budget.Epsilon, shared.Charges.Count, shared.SharedWith.Single()));
        var other = await ImportAsync(Me, "Others", 301);
        Assert.Empty((await Ledger.GetAsync(Me, other.Dataset, Ct))!.Charges);

        var stranger = _workbench.Stranger;
        Assert.Null(await Ledger.GetAsync(stranger, _loans.Dataset, Ct));
        Assert.Null(await Ledger.FindAsync(stranger, shared.Charges[0].Id, Ct));
        var theirs = await ImportAsync(stranger, "Loans", 300);
        var apart = (await Ledger.GetAsync(stranger, theirs.Dataset, Ct))!;
        Assert.Equal((PrivacyBudget.Default, 0), (apart.Budget, apart.Charges.Count));

        // A model that is kept and was paid for elsewhere is charged here too: these are rows of this account.
        var request = Request(2, "a") with { Order = new FitOrder(theirs.Version, FitPurpose.Studio) };
        Assert.True((await Ledger.ChargeAsync(stranger, request, true, Ct)).IsNew);
        Assert.False((await Ledger.ChargeAsync(stranger, request, true, Ct)).IsNew);
    }

    private async Task<ImportedVersion> ImportAsync(Actor actor, string name, int rows) => await _workbench.Get<DatasetImports>().ImportTableAsync(actor, name, DemoTables.LoanApplications(rows, 5), SourceRecord.Empty, ct: Ct);

    private async Task<PrivacyAccount> AccountAsync() => (await Ledger.GetAsync(Me, _loans.Dataset, Ct))!;

    private async Task SetAsync(double epsilon) => Assert.Null(await Ledger.SetBudgetAsync(_approver, _loans.Dataset, new PrivacyBudget(epsilon, 1e-7), "For the test", Ct));

    private ChargeRequest Request(double epsilon, string model, JobId? job = null, ulong? seed = null) =>
        new(new FitOrder(_loans.Version, FitPurpose.Studio), job ?? JobId.New(), "Applications", new PrivacyOptions { Epsilon = epsilon, Seed = seed }, $"fit {model}", model);

    private async Task ChargeAsync(double epsilon, string model) => Assert.NotNull((await Ledger.ChargeAsync(Me, Request(epsilon, model), false, Ct)).Charge);

    private async Task<(bool IsNew, int Number)> ChargedAsync(ChargeRequest request)
    {
        var charging = await Ledger.ChargeAsync(Me, request, false, Ct);
        return (charging.IsNew, charging.Charge!.Number);
    }
}
