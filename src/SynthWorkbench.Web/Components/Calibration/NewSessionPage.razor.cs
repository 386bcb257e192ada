using System.Globalization;
using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Web.Components.Shared;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Calibration;

/// <summary>Plans a session: items by quota, reviewers, and what precision that gives.</summary>
public sealed partial class NewSessionPage
{
    private readonly Guid _command = Guid.CreateVersion7();
    private SessionChoices? _choices;
    private SessionPlan _plan = new();
    private IReadOnlyDictionary<ItemReason, int> _available = new Dictionary<ItemReason, int>();
    private IReadOnlyList<SessionProblem> _problems = [];
    private Actor _actor;
    private string _name = "";
    private string? _width, _why;
    private bool _busy;

    /// <summary>The campaign to begin with.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public Guid? From { get; set; }

    /// <summary>Who it is for: scores with others.</summary>
    [SupplyParameterFromQuery(Name = "reviewer")]
    public Guid? Reviewer { get; set; }

    /// <summary>What it is called for: its items are chosen to bring that to light.</summary>
    [SupplyParameterFromQuery(Name = "cause")]
    public string? Cause { get; set; }

    [Inject] private CalibrationPlanning Planning { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _actor = await Workspace.GetActorAsync();
        _choices = await Planning.ChoicesAsync(_actor, CancellationToken.None);
        if (_choices.Sources.Count == 0)
            return;
        var source = _choices.Sources.FirstOrDefault(s => s.Campaign.Value == From) ?? _choices.Sources[0];
        var plan = _plan with { Source = source.Campaign.Value, Items = Math.Min(_plan.Items, source.Items) };
        if (Enum.TryParse<SessionCause>(Cause, out var cause) && Enum.IsDefined(cause))
        {
            plan = plan.For(cause);
            _why = CalibrationWords.Why(cause, _choices.Reviewers.FirstOrDefault(r => r.UserId == Reviewer)?.Name);
        }

        await ChangeAsync(Reviewer is { } person ? plan.With(person, _choices.Reviewers) : plan);
    }

    private async Task ChangeAsync(SessionPlan plan)
    {
        bool isOther = plan.Source != _plan.Source;
        (_plan, _problems) = (plan, []);
        if (isOther)
            _available = await Planning.AvailableAsync(_actor, new CampaignId(plan.Source), CancellationToken.None);
        _width = await Planning.ExpectationAsync(_actor, plan, CancellationToken.None);
    }

    private Task ChooseAsync(ReviewerChoice reviewer, bool isChosen) => ChangeAsync(_plan with
    {
        Reviewers = isChosen ? _plan.Reviewers.Add(new SessionReviewer(reviewer.UserId, reviewer.Name)) : _plan.Reviewers.RemoveAll(r => r.UserId == reviewer.UserId),
    });

    private async Task CreateAsync()
    {
        _busy = true;
        var made = await Planning.CreateAsync(_actor, _name, _plan, _command, CancellationToken.None);
        _problems = made.Problems;
        _busy = false;
        if (made.Succeeded)
            Navigation.NavigateTo($"calibration/{made.Session}");
    }

    private static int Whole(ChangeEventArgs e, int otherwise) => int.TryParse(e.Value as string, NumberStyles.Integer, CultureInfo.InvariantCulture, out int v) ? v : otherwise;

    private static double Share(ChangeEventArgs e, double otherwise) => double.TryParse(e.Value as string, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : otherwise;

    private RenderFragment Problems(string path) => ProblemLines.Of(_problems.Where(p => p.Path == path).Select(p => p.Message));
}
