using System.Globalization;
using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;
using SynthWorkbench.Numerics.Agreement.Rasch;
using SynthWorkbench.Web.Components.Charts;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Calibration.Reviewers;

/// <summary>One reviewer as a lead sees them.</summary>
public sealed partial class PersonPage
{
    private PersonView? _view;
    private PersonStanding? _standing;
    private ChartSpec? _confidence;
    private List<(ChartSpec Spec, string? Weak)> _specs = [];
    private Actor _actor;
    private bool _loaded;

    [Parameter] public Guid Key { get; set; }

    [SupplyParameterFromQuery(Name = "rubric")]
    public Guid? Rubric { get; set; }

    [SupplyParameterFromQuery(Name = "criterion")]
    public string? Criterion { get; set; }

    [SupplyParameterFromQuery(Name = "days")]
    public int? Days { get; set; }

    [Inject] private ReviewerBoard Board { get; set; } = null!;

    [Inject] private ReviewerStandings Standings { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _view = await Board.PersonAsync(_actor, Key, new ReviewerQuery(Rubric is { } id ? new RubricId(id) : null, Criterion, Days), CancellationToken.None);
        _loaded = true;
        if (_view is null)
            return;
        _confidence = _view.Figures is { Confidence.Points.Count: > 1 } figures ? ReviewerCharts.Of(figures.Confidence) : null;
        _specs = [.. (_view.Charts?.All ?? []).Where(c => c.Points.Count > 0).Select(c => (ReviewerCharts.Of(c, null), c.Reason))];
        await ReadStandingAsync();
    }

    private async Task ReadStandingAsync() => _standing = (await Standings.ReadAsync(_actor, _view!.Scope.Rubric.Id, CancellationToken.None)).GetValueOrDefault(Key);

    private async Task<LeadResult> SetAsync(StandingState state, int days, string reason)
    {
        var result = await Standings.SetAsync(_actor, new SetStanding(_view!.Scope.Rubric.Id, Key, state, days, reason), CancellationToken.None);
        await ReadStandingAsync();
        StateHasChanged();
        return result;
    }

    private string Severity(PersonFigures figures)
    {
        if (figures.Severity is not { Measure: { Kind: not MeasureKind.Unobserved } measure })
            return _view!.Severity?.Reason ?? "It cannot be estimated: this person shares no item with others.";
        string half = ReviewerWords.Number((measure.High - measure.Low) / 2);
        string meaning = measure.Kind != MeasureKind.Estimated ? "All answers are at one end of the scale: the number is a convention."
            : measure.Low > 0 ? "More severe than the panel, beyond chance." : measure.High < 0 ? "More lenient than the panel, beyond chance." : "Not told apart from the panel's mean.";
        string scatter = measure.Infit is { } infit ? string.Create(CultureInfo.InvariantCulture, $" Scatter {infit:0.00}: {(infit > 1.5 ? "erratic, or another use of the scale" : infit < 0.5 ? "more regular than people are" : "as the model expects")}.") : "";
        return $"{ReviewerWords.Signed(measure.Measure)} ± {half} logits over {measure.Ratings:N0} answers; {_view!.Severity!.LowIsHarsh}. {meaning}{scatter}";
    }

    private static string Bias(AutomationBias bias)
    {
        string shown = bias.Shown.Of > 0 ? $"With the suggestion shown {ReviewerWords.Sentence(bias.Shown)} follow it. " : "", blind = bias.Blind.Of > 0 ? $"Blind, {ReviewerWords.Sentence(bias.Blind)} say the same. " : "";
        string pull = bias.Pull is { } p ? $"The difference is {ReviewerWords.Signed(100 * p.Value, "0")} points ({ReviewerWords.Signed(100 * p.Low, "0")} to {ReviewerWords.Signed(100 * p.High, "0")}): {(p.Low > 0 ? "suggestions pull." : p.High < 0 ? "suggestions repel." : "no pull beyond chance.")} " : "";
        return shown + blind + pull + bias.Reason;
    }

    private static string Pace(PaceFigures pace)
    {
        if (pace.Median is not { } median)
            return "No answer says how long it took: imported ratings often do not.";
        string panel = pace.Panel is { } all && all > 0 ? string.Create(CultureInfo.InvariantCulture, $" Everybody's median is {all:0} seconds.") : "";
        return string.Create(CultureInfo.InvariantCulture, $"Median {median:0} seconds an item, half of them between {pace.Quarter:0} and {pace.ThreeQuarters:0} (n = {pace.Of:N0}).") + panel;
    }

    private void Look((Guid? Rubric, string? Criterion, int? Days) at) => Navigation.NavigateTo(ReviewerWords.Address($"reviewers/{Key}", at.Rubric, at.Criterion, at.Days));
}
