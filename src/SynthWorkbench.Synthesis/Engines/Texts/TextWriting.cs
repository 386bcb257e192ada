using System.Text;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>Writes texts one after the other with memory of its own: for one thread. A token that would make a rare span is not written; where none can be, the text begins anew.</summary>
internal sealed class TextWriting
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

    /// <summary>A text for a row of these classes; <paramref name="name"/> is the name that the row gives.</summary>
    public string Write(ref RandomStream random, ReadOnlySpan<int> classes, string? name)
    {
        float[]? factors = Factors(classes);
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (!TryWrite(ref random, factors, classes.Length == 0 ? 0 : classes[0], name, mayStop: attempt >= MostAttempts / 2))
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

    private bool TryWrite(ref RandomStream random, float[]? factors, int value, string? name, bool mayStop)
    {
        var model = _text.Model;
        _builder.Clear();
        _state.Clear();
        (_isAfterWord, _before, Written) = (false, WordCase.None, 0);
        int node = _beginning;
        for (int n = 0; n < _text.Lengths.Most; n++)
        {
            int token = Next(ref random, node, factors, n == 0 ? 0 : _text.Lengths.Factor(value, n), name);
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
    private int Next(ref RandomStream random, int node, float[]? factors, float ending, string? name)
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
            if (TryAppend(ref random, tokens[chosen], name))
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

    private bool TryAppend(ref RandomStream random, int token, string? name) =>
        token >= _text.Words ? TryAppend(ref random, (PersonalKind)(token - _text.Words), name) : TryAppendForm(ref random, token);

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
                _isAfterWord = isWord;
                if (isWord)
                    _before = forms.CaseOf[form];
                return true;
            }

            _state.Return();
        }

        return false;
    }

    /// <summary>Writes a surrogate; the row's own name is that of its synthetic column.</summary>
    private bool TryAppend(ref RandomStream random, PersonalKind kind, string? name)
    {
        ulong identity = kind == PersonalKind.Name ? Mentioned(random.NextDouble(), random.NextUInt64()) : random.NextUInt64();
        for (int attempt = 0; attempt < 4; attempt++)
        {
            string? own = attempt == 0 && kind is PersonalKind.OwnName or PersonalKind.OwnLastName ? Part(name, kind == PersonalKind.OwnName ? 0 : 1) : null;
            string surrogate = own ?? _surrogates.Of(kind, identity, attempt);
            if (TryAppend(surrogate))
                return true;
        }

        return false;
    }

    private bool TryAppend(string surrogate)
    {
        if (TextTokens.Normal(surrogate) is not { } normal)
            return false;
        TextTokens.Split(normal, _fill);
        _state.Mark();
        foreach (var token in _fill)
        {
            var (folded, exact) = _text.Floors.Find(TextTokens.Bare(token.In(normal)));
            if (!_state.TryStep(_text.Floors, folded, exact, token.Form == TokenForm.Word))
            {
                _state.Return();
                return false;
            }
        }

        if (_isAfterWord && _fill[0].Form == TokenForm.Mark)
            _builder.Append(' ');
        foreach (var token in _fill)
        {
            bool isWord = token.Form == TokenForm.Word;
            TextTokens.Append(_builder, token.In(normal), isWord, _isAfterWord);
            _isAfterWord = isWord;
        }

        _before = WordCase.Title;
        return true;
    }

    /// <summary>Whom a text mentions: one of the names that many rows mention, as often as they do, or anybody.</summary>
    private ulong Mentioned(double at, ulong anybody)
    {
        var (hashes, cumulative) = _text.Names;
        if (cumulative.Length == 0)
            return anybody;
        int place = Array.BinarySearch(cumulative, at * cumulative[^1]);
        place = place < 0 ? ~place : place + 1;
        return place < hashes.Length ? hashes[place] : anybody;
    }

    /// <summary>A word of a name.</summary>
    internal static string? Part(string? name, int index)
    {
        if (name is null)
            return null;
        string[] words = [.. name.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 && char.IsLetter(w[0]) && !w.EndsWith('.'))];
        return words.Length == 0 ? null : words[Math.Min(index, words.Length - 1)];
    }

    /// <summary>A frequent word: a span of one token that is always allowed.</summary>
    private string OneWord(ref RandomStream random)
    {
        var model = _text.Model;
        for (int attempt = 0; ; attempt++)
        {
            _builder.Clear();
            _state.Clear();
            (_isAfterWord, _before, Written) = (false, WordCase.None, 1);
            int token = attempt < 20 ? random.NextInt32(_text.Words) : attempt - 20;
            if (TryAppendForm(ref random, token) && (TextTokens.IsWord(_builder.ToString()) || attempt >= 20))
                return TextTokens.Normal(_builder.ToString())!;
        }
    }
}
