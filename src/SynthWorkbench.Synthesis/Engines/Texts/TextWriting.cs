using System.Text;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>Writes texts one after the other with memory of its own: for one thread. A token that would make a rare span is not written; where none can be, the text begins anew.</summary>
internal sealed partial class TextWriting
{
    private const int MostRefusals = 24, MostAttempts = 12, KeptWeights = 512, KeptChoices = 4096;

    private readonly FittedText _text;
    private readonly Surrogates _surrogates;
    private readonly FloorState _state = new();
    private readonly StringBuilder _builder = new();
    private readonly Dictionary<(int Node, bool IsTop), Choice> _choices = [];
    private long _classes = -1;
    private readonly List<TextToken> _tokens = [];
    private readonly List<TextToken> _fill = [];
    private readonly Dictionary<long, float[]?> _factors = [];
    private readonly int _beginning;
    private bool _isAfterWord;
    private WordCase _before;

    public TextWriting(FittedText text, ulong seed)
    {
        _text = text;
        _surrogates = new Surrogates(seed);
        _beginning = text.Model.Spans.Child(FrequentSpans.Root, text.Model.Begin);
    }

    /// <summary>Tokens of the text written last.</summary>
    public int Written { get; private set; }

    /// <summary>A text for a row of these classes; <paramref name="names"/> are the names that the row has in the model's columns of names, none where they are not known.</summary>
    public string Write(ref RandomStream random, ReadOnlySpan<int> classes, ReadOnlySpan<string?> names)
    {
        float[]? factors = Factors(classes);
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            bool isLate = attempt >= MostAttempts / 2;
            _mayAlias = isLate;
            if (!TryWrite(ref random, factors, classes.Length == 0 ? 0 : classes[0], names, mayStop: isLate))
                continue;
            string text = _builder.ToString();
            if (TextTokens.Normal(text) is { } normal && _text.Floors.Passes(normal, _tokens, _state))
                return normal;
        }

        return OneWord(ref random);
    }

    private float[]? Factors(ReadOnlySpan<int> classes)
    {
        long key = 0;
        foreach (int value in classes)
            key = key * 4096 + value;
        if (key != _classes)
            _choices.Clear();
        _classes = key;
        if (_factors.TryGetValue(key, out float[]? factors))
            return factors;
        if (_factors.Count >= KeptWeights)
            _factors.Clear();
        return _factors[key] = _text.Segments.Weigh(classes, _text.Tokens);
    }

    private bool TryWrite(ref RandomStream random, float[]? factors, int value, ReadOnlySpan<string?> names, bool mayStop)
    {
        var model = _text.Model;
        _builder.Clear();
        _state.Clear();
        (_isAfterWord, _before, _mentioned, Written) = (false, WordCase.None, null, 0);
        int node = _beginning;
        for (int n = 0; n < _text.Lengths.Most; n++)
        {
            int token = Next(ref random, node, factors, n == 0 ? 0 : _text.Lengths.Factor(value, n), names);
            if (token < 0)
                return mayStop && n > 0;
            if (token == model.End)
                return true;
            Written++;
            node = model.Spans.Next(model.Context(node), token);
        }

        return true;
    }

    /// <summary>Draws the token after a context and writes it; -1 where none can be written.</summary>
    private int Next(ref RandomStream random, int node, float[]? factors, float ending, ReadOnlySpan<string?> names)
    {
        var model = _text.Model;
        int refusals = 0, top = model.Context(node), level = top, last = model.Classes[model.Spans.Tokens[top]];
        while (true)
        {
            bool isClass = level == FrequentSpans.Root;
            var (tokens, cumulative, end, escape) = isClass ? OfClass(last, factors) : OfSpan(level, level == top, factors);
            double all = cumulative.Length == 0 ? 0 : cumulative[^1];
            end *= ending;
            double at = random.NextDouble() * (all + end + escape);
            if (at < end)
                return model.End;
            at -= end;
            if (at >= all)
            {
                // A rare token would follow: it is not written, and what follows is drawn anew.
                if (isClass && ++refusals >= MostRefusals)
                    return -1;
                level = isClass ? top : model.Spans.Link(level);
                continue;
            }

            int chosen = Array.BinarySearch(cumulative, at);
            chosen = chosen < 0 ? ~chosen : chosen + 1;
            while (chosen < cumulative.Length - 1 && cumulative[chosen] <= at)
                chosen++;
            if (TryAppend(ref random, tokens[chosen], names))
                return tokens[chosen];
            if (++refusals >= MostRefusals)
                return -1;
            // Two more chances for what usually follows; then for what follows less of it.
            level = refusals % 3 == 0 && !isClass ? model.Spans.Link(level) : level;
        }
    }

    /// <summary>What follows a span, for the classes of the text under way: tokens with their weights added up, the weight of the end before its length counts, and the weight of anything else.</summary>
    private Choice OfSpan(int level, bool isTop, float[]? factors)
    {
        if (_choices.TryGetValue((level, isTop), out var choice))
            return choice;
        var model = _text.Model;
        var children = model.ChildrenOf(level);
        int[] tokens = new int[children.Length], counts = new int[children.Length];
        for (int c = 0; c < children.Length; c++)
            (tokens[c], counts[c]) = (model.Spans.Tokens[children[c]], isTop ? model.Spans.Places[children[c]] : model.Own[children[c]]);
        return Keep((level, isTop), tokens, counts, Math.Max(1, model.Escapes[level]), factors);
    }

    /// <summary>What follows tokens of a class where no span says it.</summary>
    private Choice OfClass(int last, float[]? factors)
    {
        if (_choices.TryGetValue((-1 - last, false), out var choice))
            return choice;
        var (tokens, counts) = _text.Model.After(last);
        return Keep((-1 - last, false), tokens, counts, counts[^1] + 1, factors);
    }

    private Choice Keep((int, bool) key, int[] tokens, int[] counts, double escape, float[]? factors)
    {
        if (_choices.Count >= KeptChoices)
            _choices.Clear();
        double[] cumulative = new double[tokens.Length];
        double sum = 0, end = 0;
        for (int c = 0; c < tokens.Length; c++)
        {
            if (tokens[c] == _text.Model.End)
                end = counts[c];
            else
                sum += counts[c] * (double)(factors is null ? 1 : factors[tokens[c]]);
            cumulative[c] = sum;
        }

        return _choices[key] = new Choice(tokens, cumulative, end, escape);
    }

    private readonly record struct Choice(int[] Tokens, double[] Cumulative, double End, double Escape);

    private bool TryAppend(ref RandomStream random, int token, ReadOnlySpan<string?> names) =>
        token >= _text.Words ? TryAppendPersonal(ref random, PersonalToken.Of(token - _text.Words), names) : TryAppendForm(ref random, token);

    private bool TryAppendForm(ref RandomStream random, int token)
    {
        var forms = _text.Forms;
        forms.Find(token, _before, out var choices, out var counts);
        int total = 0;
        foreach (int count in counts)
            total += count;
        if (total == 0)
            return false;
        int at = random.NextInt32(total), first = 0;
        while (at >= counts[first])
            at -= counts[first++];
        // Where the form drawn would make a rare span, the next ones are tried.
        for (int i = 0; i < Math.Min(choices.Length, 3); i++)
        {
            int form = choices[(first + i) % choices.Length];
            string text = forms.Texts[form];
            bool isWord = TextTokens.IsWord(text);
            if (!isWord && _builder.Length > 0 && _builder[^1] == text[0])
                continue;
            _state.Mark();
            if (_state.TryStep(_text.Floors, token, forms.Exact[form], isWord))
            {
                TextTokens.Append(_builder, text, isWord, _isAfterWord);
                (_isAfterWord, _mentioned) = (isWord, null);
                if (isWord)
                    _before = forms.CaseOf[form];
                return true;
            }

            _state.Return();
        }

        return false;
    }

    /// <summary>A frequent word: a span of one token that is always allowed.</summary>
    private string OneWord(ref RandomStream random)
    {
        var model = _text.Model;
        for (int attempt = 0; ; attempt++)
        {
            _builder.Clear();
            _state.Clear();
            (_isAfterWord, _before, _mentioned, Written) = (false, WordCase.None, null, 1);
            int token = attempt < 20 ? random.NextInt32(_text.Words) : attempt - 20;
            if (TryAppendForm(ref random, token) && (TextTokens.IsWord(_builder.ToString()) || attempt >= 20))
                return TextTokens.Normal(_builder.ToString())!;
        }
    }
}
