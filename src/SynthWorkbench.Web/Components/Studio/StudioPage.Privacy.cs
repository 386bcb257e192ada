using SynthWorkbench.Application.Generation;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Components.Studio;

/// <summary>The privacy switch and dial: a private fit spends budget, so that they ask, and only the button fits.</summary>
public sealed partial class StudioPage
{
    private PrivacyOptions? _asked;
    private FitQuote? _quote;
    private Recipe? _before;

    /// <summary>Whether switch or dial stand elsewhere than the model shown.</summary>
    private bool IsAsking => _asked != _now?.Guarantee();

    /// <summary>Puts switch and dial where the recipe is.</summary>
    private Task ShowPrivacyAsync() => AskAsync(_now!.Guarantee());

    private async Task AskAsync(PrivacyOptions? asked)
    {
        _asked = asked;
        var now = _now!;
        var quote = await Runs.Quotes.OfAsync(_actor, asked == now.Guarantee() ? now : StudioEdits.Privacy(now, asked, _saved!), CancellationToken.None);

        // The dial asks at each of its places, and answers may overtake each other.
        if (_asked != asked || !ReferenceEquals(_now, now))
            return;
        _quote = quote;
        StateHasChanged();
    }

    private async Task FitAsync()
    {
        var wanted = _asked == _now!.Guarantee() ? _now : StudioEdits.Privacy(_now, _asked, _saved!);
        if (_session is not null)
            _before = _now;
        await ReopenAsync(wanted);
        if (!_needsFit)
            return;
        _fit!.Follow(await Studio.StartFitAsync(_actor, wanted, $"recipes/{Id}/studio?version={_detail!.Version.Number}", CancellationToken.None, _isChanged ? null : _detail.Version.Id));
        await JobsChangedAsync();
    }

    /// <summary>Opens the Studio with a recipe of another fit: what was drawn from the model before is of no use any more.</summary>
    private async Task ReopenAsync(Recipe recipe)
    {
        _now = recipe;
        _isChanged = !IsSaved(recipe);
        _fit!.Leave();
        (_message, _problem, _shown, _sample, _why) = (null, null, null, null, null);
        _pins.Clear();
        await OpenAsync();
        StateHasChanged();
    }

    private Task BackAsync() => ReopenAsync(_before ?? _saved!);

    private static bool IsSameFit(Recipe one, Recipe other) => one.Engine == other.Engine && one.Guarantee() == other.Guarantee();
}
