using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Numerics.Agreement.Rasch;
using SynthWorkbench.Web.Components.Shared;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Calibration.Reviewers;

/// <summary>Agreement, people, latent truth and charts of one rubric; what is looked at stands in the address.</summary>
public sealed partial class ReviewersPage
{
    private static readonly string[] Tabs = ["Agreement", "People", "Latent truth", "Charts"];

    private ReviewerScope? _scope;
    private AgreementView? _agreement;
    private PeopleView? _people;
    private LatentFigures? _latent;
    private IReadOnlyList<PersonCharts>? _charts;
    private IReadOnlyDictionary<Guid, PersonStanding> _standings = new Dictionary<Guid, PersonStanding>();
    private (Status Verdict, string Words)? _sentence;
    private bool _loaded, _busy;
    private int _reading;

    [SupplyParameterFromQuery(Name = "rubric")]
    public Guid? Rubric { get; set; }

    [SupplyParameterFromQuery(Name = "criterion")]
    public string? Criterion { get; set; }

    [SupplyParameterFromQuery(Name = "days")]
    public int? Days { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [Inject] private ReviewerBoard Board { get; set; } = null!;

    [Inject] private ReviewerStandings Standing { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Shown => Tabs.FirstOrDefault(t => t == Tab) ?? Tabs[0];

    protected override async Task OnParametersSetAsync()
    {
        int reading = ++_reading;
        var actor = await Workspace.GetActorAsync();
        var query = new ReviewerQuery(Rubric is { } id ? new RubricId(id) : null, Criterion, Days);
        var scope = await Board.ScopeAsync(actor, query, CancellationToken.None);
        if (reading != _reading)
            return;
        (_scope, _loaded, _busy) = (scope, true, true);
        (_agreement, _people, _latent, _charts, _sentence) = (null, null, null, null, null);
        StateHasChanged();
        if (scope is not null)
            await ReadTabAsync(actor, query, scope, reading);
        if (reading == _reading)
            _busy = false;
    }

    /// <summary>Reads what the tab shows; an answer that was overtaken by another choice is dropped.</summary>
    private async Task ReadTabAsync(Actor actor, ReviewerQuery query, ReviewerScope scope, int reading)
    {
        switch (Shown)
        {
            case "People":
                var people = await Board.PeopleAsync(actor, query, CancellationToken.None);
                var standings = await Standing.ReadAsync(actor, scope.Rubric.Id, CancellationToken.None);
                if (reading == _reading)
                    (_people, _standings, _sentence) = (people, standings, people is null ? null : Severe(people));
                break;
            case "Latent truth":
                var latent = await Board.LatentAsync(actor, query, CancellationToken.None);
                if (reading == _reading)
                    _latent = latent;
                break;
            case "Charts":
                var charts = await Board.ChartsAsync(actor, query, CancellationToken.None);
                if (reading == _reading)
                    (_charts, _sentence) = (charts, charts is null ? null : Watched(charts));
                break;
            default:
                var agreement = await Board.AgreementAsync(actor, query, CancellationToken.None);
                if (reading == _reading)
                    (_agreement, _sentence) = (agreement, agreement is null ? null : Agreed(agreement, scope));
                break;
        }
    }

    private static (Status, string)? Agreed(AgreementView view, ReviewerScope scope)
    {
        if (view.Criteria.FirstOrDefault(c => c.Criterion.Id == scope.Criterion?.Id) is not { } line)
            return null;
        var result = line.Lead.Result;
        string words = $"{line.Criterion.Title}: {AgreementBands.Sentence(result)}";
        return AgreementBands.Of(result) switch
        {
            AgreementBand.Good => (Status.Pass, words),
            AgreementBand.Tentative => (Status.Warn, words),
            AgreementBand.Low when result.High is { } high && high < AgreementBands.Tentative =>
                (Status.Fail, $"{line.Criterion.Title}: reviewers agree too little, {ReviewerWords.Number(result.Value!.Value)}, and even the upper limit, {ReviewerWords.Number(high)}, is below 0.667. Talk the criterion over in a calibration session."),
            _ => (Status.Inconclusive, words),
        };
    }

    private static (Status, string)? Severe(PeopleView view)
    {
        var told = view.People.Where(p => p.Severity?.Measure.Kind == MeasureKind.Estimated).OrderBy(p => p.Severity!.Measure.Measure).ToList();
        if (told.Count < 2)
            return null;
        var (low, high) = (told[0].Severity!.Measure, told[^1].Severity!.Measure);
        return high.Low > low.High
            ? (Status.Warn, $"Severity matters: {told[^1].Person.Name} is the most severe ({ReviewerWords.Signed(high.Measure)}), {told[0].Person.Name} the most lenient ({ReviewerWords.Signed(low.Measure)}), and their intervals do not meet.")
            : (Status.Pass, "Nobody is told apart from the others by severity.");
    }

    private static (Status, string) Watched(IReadOnlyList<PersonCharts> charts)
    {
        var signalled = charts.Where(c => c.Signals.Any()).ToList();
        int watched = charts.Count(c => c.All.Any(a => a.Points.Count > 0));
        return signalled.Count > 0 ? (Status.Warn, $"{(signalled.Count == 1 ? signalled[0].Person.Name + " signals" : $"{signalled.Count} people signal")}: plan a session with items chosen for the cause.")
            : watched == 0 ? (Status.Inconclusive, "Nobody can be watched yet: each chart says what is missing.")
            : (Status.Pass, $"No chart of {watched} {(watched == 1 ? "person" : "people")} signals.");
    }

    private void Choose(string tab) => Navigation.NavigateTo(ReviewerWords.Address("reviewers", Rubric, Criterion, Days, ("tab", tab == Tabs[0] ? null : tab)));

    private void Look((Guid? Rubric, string? Criterion, int? Days) at) => Navigation.NavigateTo(ReviewerWords.Address("reviewers", at.Rubric, at.Criterion, at.Days, ("tab", Tab)));
}
