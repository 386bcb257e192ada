using Microsoft.AspNetCore.Components;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Web.Components.Shared;
using SynthWorkbench.Web.Infrastructure;

namespace SynthWorkbench.Web.Components.Review.Lead;

/// <summary>Reviewers' answers to an item side by side, and the answer that is to stand.</summary>
public sealed partial class AdjudicationPage
{
    private AdjudicationCase? _case;
    private ReviewAnswers _answers = ReviewAnswers.Empty;
    private Actor _actor;
    private string _class = "", _note = "";
    private string? _message;
    private bool _identical, _loaded;

    [Parameter] public Guid Key { get; set; }

    [Parameter] public Guid ItemKey { get; set; }

    [Inject] private CampaignLead Leading { get; set; } = null!;

    [Inject] private CurrentWorkspace Workspace { get; set; } = null!;

    private Status Verdict => _case!.State switch
    {
        ItemState.Agreed or ItemState.Adjudicated => Status.Done,
        ItemState.Disputed => Status.Warn,
        _ => Status.Running,
    };

    private string Sentence => _case!.State switch
    {
        ItemState.Adjudicated => $"{_case.Stands!.AdjudicatorName} decided on {_case.Stands.At:yyyy-MM-dd HH:mm} UTC: {_case.Stands.ErrorClass.ToLowerInvariant()}.",
        ItemState.Agreed => "The reviewers agree.",
        ItemState.Disputed => $"{_case.Answers.Count} reviewers differ. Names are hidden until you decide.",
        _ => $"{_case.Answers.Count} answers so far; more are asked for.",
    };

    protected override async Task OnParametersSetAsync()
    {
        _actor = await Workspace.GetActorAsync();
        (_class, _note, _message, _identical) = ("", "", null, false);
        await LoadAsync();
        _answers = _case?.Stands?.Answers ?? ReviewAnswers.Empty;
    }

    private async Task LoadAsync()
    {
        _case = await Leading.CaseAsync(_actor, new ReviewItemId(ItemKey), CancellationToken.None);
        _loaded = true;
    }

    private bool Differs(Criterion criterion) => _case!.Answers.Count > 1 && _case.Answers.Skip(1).Any(a => AnswerRules.Disputed(_case.Rubric, _case.Answers[0].Answers, a.Answers).Contains(criterion.Id));

    private async Task DecideAsync()
    {
        var result = await Leading.AdjudicateAsync(_actor, _case!.Item, _answers, _class, _note, _identical, _case.Stands?.Id, CancellationToken.None);
        _message = result.Message;
        await LoadAsync();
    }
}
