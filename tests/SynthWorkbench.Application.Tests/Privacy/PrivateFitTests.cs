using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Studio;
using SynthWorkbench.Application.Tests.Datasets;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Application.Tests.Privacy;

/// <summary>Runs, Studios and sweeps against the ledger of their reference.</summary>
public sealed class PrivateFitTests : IAsyncLifetime
{
    private static readonly string[] Columns = ["sex", "age", "readmitted"];

    private DatasetsFixture _workbench = null!;
    private ImportedVersion _visits = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Actor Me => _workbench.Scientist;

    private StudioService Studio => _workbench.Get<StudioService>();

    public async ValueTask InitializeAsync()
    {
        _workbench = await DatasetsFixture.CreateAsync();
        _visits = await _workbench.Get<DatasetImports>().ImportTableAsync(Me, "Visits", DemoTables.CardiologyVisits(600, 5).Select(Columns), SourceRecord.Empty, ct: Ct);
    }

    public ValueTask DisposeAsync() => _workbench.DisposeAsync();

    [Fact]
    public async Task A_run_is_charged_once_its_model_serves_all_and_the_claim_stands_in_run_and_report()
    {
        await _workbench.StartJobsAsync();
        var recipe = Private(2);
        var quote = (await QuoteAsync(recipe))!;
        Assert.Equal((null, null, PrivacyStatement.Of(recipe.Guarantee()!).Budget), (quote.Paid, quote.Problem, quote.Cost.Rho));
        var run = await RunAsync(recipe);
        Assert.True(run.Job.State == JobState.Done, run.Job.Problem);
        Assert.Contains("Charge 1 of the privacy budget of Visits", await LogAsync(run), StringComparison.Ordinal);
        Assert.Equal((1, FitPurpose.Run, run.Run.Id.Value, run.Run.RecipeVersionId), (run.Charge!.Number, run.Charge.Purpose, run.Charge.SubjectId, run.Charge.RecipeVersionId));
        var claim = (await _workbench.Get<FidelityReports>().GetAsync(Me, run.Run.Id.Value, Ct))!.Report.Privacy!;
        Assert.Equal((2d, 1e-9, 1, "Visits", 10d), (claim.Statement.Epsilon, claim.Statement.Delta, claim.Charge, claim.Dataset, claim.BudgetEpsilon));
        Assert.InRange(claim.Statement.EpsilonSpent, 1.5, 2);
        Assert.Contains(claim.Lines(), l => l.Text.Contains("one row added or removed", StringComparison.Ordinal));

        // A second run, other controls, a Studio, a sweep and a reproduction draw from the same model.
        Assert.Equal(1, (await QuoteAsync(recipe))!.Paid!.Number);
        var second = await RunAsync(recipe with { Name = "Again", Realism = 0.2, Seed = 9 });
        Assert.Equal((JobState.Done, 1), (second.Job.State, second.Charge!.Number));
        Assert.False((await Studio.OpenAsync(Me, recipe, Ct)).NeedsFit);
        await Studio.Frontier.StartAsync(Me, recipe, "recipes", Ct);
        await _workbench.UntilAsync(Me, (await Studio.Frontier.GetAsync(Me, recipe, Ct)).Job!.Value, j => j is { Stage: "sweep" } || !j.IsOpen);
        Assert.Single((await AccountAsync()).Charges);
    }

    [Fact]
    public async Task The_studio_is_charged_and_shares_the_account_and_no_engine_without_a_guarantee_is()
    {
        await _workbench.StartJobsAsync();
        await FitAsync(Private(1));
        await FitAsync(Private(1) with { Engine = "auto" });
        await FitAsync(Private(3));
        await FitAsync(Private(1) with { Engine = "trees", Options = new EngineOptions() });
        var account = await AccountAsync();
        Assert.Equal([3d, 1d], account.Charges.Select(c => c.Epsilon));
        Assert.All(account.Charges, c => Assert.Equal(FitPurpose.Studio, c.Purpose));
        var plain = (await QuoteAsync(Private(1) with { Engine = "trees", Options = new EngineOptions() }))!;
        Assert.Equal((null, 0d), (plain.Asked, plain.Cost.Rho));
        Assert.Contains("at 0 or below", (await QuoteAsync(Private(0)))!.Problem, StringComparison.Ordinal);
        Assert.Contains("at 0 or below", (await QuoteAsync(Private(-1)))!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_model_spends_again_unless_its_noise_has_a_seed()
    {
        await _workbench.StartJobsAsync();
        foreach (var recipe in new[] { Private(1), Private(1, seed: 3) })
        {
            await FitAsync(recipe);
            Directory.Delete(Path.Combine(_workbench.Folder, "models"), recursive: true);
            await _workbench.StartAgainAsync();
            await _workbench.StartJobsAsync();
            await FitAsync(recipe);
        }

        Assert.Equal([true, false, false], (await AccountAsync()).Charges.Select(c => c.IsSeeded));
    }

    [Fact]
    public async Task An_exhausted_budget_stops_the_run_before_it_reads_and_says_what_to_do()
    {
        await _workbench.StartJobsAsync();
        var approver = await _workbench.AddAsync("Ann", WorkspaceRoles.Approver, Me.WorkspaceId);
        Assert.Null(await _workbench.Get<PrivacyLedger>().SetBudgetAsync(approver, _visits.Dataset, new PrivacyBudget(1, 1e-7), "A small one", Ct));
        await FitAsync(Private(1));
        Assert.Contains("raise the budget", (await QuoteAsync(Private(1.5)))!.Problem, StringComparison.Ordinal);
        var refused = await RunAsync(Private(1.5));
        Assert.Equal(JobState.Failed, refused.Job.State);
        Assert.Contains("does not pay for a fit with epsilon 1.5", refused.Job.Problem, StringComparison.Ordinal);
        Assert.Empty(await _workbench.Get<DatasetCatalog>().ListAsync(Me, DatasetKind.Synthetic, Ct));
        Assert.Single((await AccountAsync()).Charges);

        // What is fitted still serves; once the budget is raised the same run goes on.
        Assert.Equal(JobState.Done, (await RunAsync(Private(1) with { Name = "Kept" })).Job.State);
        Assert.Null(await _workbench.Get<PrivacyLedger>().SetBudgetAsync(approver, _visits.Dataset, new PrivacyBudget(5, 1e-7), "A larger one", Ct));
        await _workbench.Get<JobBoard>().ResumeAsync(Me, refused.Job.Id, Ct);
        Assert.Equal((JobState.Done, 2), ((await _workbench.UntilAsync(Me, refused.Job.Id)).State, (await AccountAsync()).Charges[0].Number));
    }

    [Fact]
    public async Task Killed_between_charge_and_fit_the_job_goes_on_with_its_charge()
    {
        var board = _workbench.Get<JobBoard>();
        var ledger = _workbench.Get<PrivacyLedger>();
        int asked = 0;
        JobId fit = default;
        using (board.Subscribe(Me.WorkspaceId, CancelOnceCharged))
        {
            fit = await Studio.StartFitAsync(Me, Private(1), "recipes", Ct);
            await _workbench.StartJobsAsync();
            Assert.Equal(JobState.Cancelled, (await _workbench.UntilAsync(Me, fit)).State);
        }

        Assert.Single((await AccountAsync()).Charges);
        Assert.True((await Studio.OpenAsync(Me, Private(1), Ct)).NeedsFit);
        await _workbench.StartAgainAsync();
        await _workbench.Get<JobBoard>().ResumeAsync(Me, fit, Ct);
        await _workbench.StartJobsAsync();
        Assert.Equal(JobState.Done, (await _workbench.UntilAsync(Me, fit)).State);
        Assert.Equal(1, Assert.Single((await AccountAsync()).Charges).Number);
        Assert.Contains(await _workbench.Get<JobBoard>().LogAsync(Me, fit, Ct), l => l.Text.Contains("nothing is spent", StringComparison.Ordinal));

        // Called by the job itself right after it logged: the first log line with a charge in the ledger is the one that tells it.
        void CancelOnceCharged()
        {
            if (ledger.GetAsync(Me, _visits.Dataset, default).GetAwaiter().GetResult()!.Charges.Count > 0 && Interlocked.Exchange(ref asked, 1) == 0)
                board.CancelAsync(Me, fit, default).GetAwaiter().GetResult();
        }
    }

    [Fact]
    public async Task Two_jobs_that_want_the_same_model_at_once_spend_once()
    {
        var first = await StartAsync(Private(1));
        var fit = await Studio.StartFitAsync(Me, Private(1), "recipes", Ct);
        await _workbench.StartJobsAsync();
        Assert.Equal(JobState.Done, (await _workbench.UntilAsync(Me, fit)).State);
        Assert.Equal(JobState.Done, (await EndAsync(first)).Job.State);
        Assert.Single((await AccountAsync()).Charges);
    }

    [Fact]
    public async Task A_studio_does_not_open_with_a_model_that_only_another_workspace_paid_for()
    {
        await _workbench.StartJobsAsync();
        await FitAsync(Private(1));
        var stranger = _workbench.Stranger;
        await _workbench.Get<DatasetImports>().ImportTableAsync(stranger, "Visits", DemoTables.CardiologyVisits(600, 5).Select(Columns), SourceRecord.Empty, ct: Ct);
        Assert.True((await Studio.OpenAsync(stranger, Private(1), Ct)).NeedsFit);
        var fit = await Studio.StartFitAsync(stranger, Private(1), "recipes", Ct);
        Assert.Equal(JobState.Done, (await _workbench.UntilAsync(stranger, fit)).State);
        Assert.False((await Studio.OpenAsync(stranger, Private(1), Ct)).NeedsFit);
    }

    private Recipe Private(double epsilon, ulong? seed = null) => new()
    {
        Name = $"Epsilon {epsilon} {seed}",
        Rows = 400,
        Engine = "marginals",
        Options = new EngineOptions { Privacy = new PrivacyOptions { Epsilon = epsilon, Seed = seed } },
        Reference = new RecipeReference { Dataset = "Visits", Digest = _visits.Digest },
    };

    private Task<FitQuote?> QuoteAsync(Recipe recipe) => _workbench.Get<RunService>().Quotes.OfAsync(Me, recipe, Ct);

    private async Task<PrivacyAccount> AccountAsync() => (await _workbench.Get<PrivacyLedger>().GetAsync(Me, _visits.Dataset, Ct))!;

    private async Task FitAsync(Recipe recipe)
    {
        var job = await _workbench.UntilAsync(Me, await Studio.StartFitAsync(Me, recipe, "recipes", Ct));
        Assert.True(job.State == JobState.Done, job.Problem);
    }

    private async Task<RunId> StartAsync(Recipe recipe)
    {
        var saved = await _workbench.Get<RecipeCatalog>().SaveAsync(Me, null, recipe, "", Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems));
        return await _workbench.Get<RunService>().StartAsync(Me, saved.Version.Value, Guid.CreateVersion7(), Ct);
    }

    private async Task<RunDetail> RunAsync(Recipe recipe) => await EndAsync(await StartAsync(recipe));

    private async Task<RunDetail> EndAsync(RunId id)
    {
        var run = (await _workbench.Get<RunService>().GetAsync(Me, id, Ct))!;
        await _workbench.UntilAsync(Me, run.Job.Id);
        return (await _workbench.Get<RunService>().GetAsync(Me, id, Ct))!;
    }

    private async Task<string> LogAsync(RunDetail run) => string.Join('\n', (await _workbench.Get<JobBoard>().LogAsync(Me, run.Job.Id, Ct)).Select(l => l.Text));
}
