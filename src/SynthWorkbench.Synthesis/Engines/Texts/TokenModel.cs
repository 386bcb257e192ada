namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// Which token follows which: of each frequent span of up to four tokens the tokens that make a frequent span with it, and how often something else follows. Where something else follows, the span without its
/// first token says what, from the places only that the longer span does not explain; after a token of which nothing is known that follows, what follows tokens of its class.
/// </summary>
/// <remarks>Prediction by partial matching (Cleary and Witten, IEEE Trans. Communications 32 (1984)) with update exclusion (Moffat 1990), where escapes are the counts of what the floor took away; no order
/// above five tokens.</remarks>
internal sealed class TokenModel
{
    /// <summary>Tokens of the longest span: four say what the fifth is.</summary>
    public const int Order = 5;

    private readonly int[] _firstChild;
    private readonly int[] _children;
    private readonly int[][] _followers;

    private TokenModel(FrequentSpans spans, int[] own, int[] classes, int[][] followers, int begin, int end)
    {
        (Spans, Own, Classes, _followers, Begin, End) = (spans, own, classes, followers, begin, end);
        _firstChild = new int[spans.Count + 1];
        for (int node = 1; node < spans.Count; node++)
            _firstChild[spans.Parents[node] + 1] += spans.Tokens[node] == begin ? 0 : 1;
        for (int node = 0; node < spans.Count; node++)
            _firstChild[node + 1] += _firstChild[node];
        _children = new int[_firstChild[^1]];
        int[] at = _firstChild[..^1];
        for (int node = 1; node < spans.Count; node++)
        {
            if (spans.Tokens[node] != begin)
                _children[at[spans.Parents[node]]++] = node;
        }

        Escapes = new int[spans.Count];
        for (int node = 1; node < spans.Count; node++)
            Escapes[node] = spans.Tokens[node] == end ? 0 : Math.Max(0, spans.Places[node] - ChildrenOf(node).ToArray().Sum(c => spans.Places[c]));
    }

    public FrequentSpans Spans { get; }

    /// <summary>Places where each span is the longest frequent one that ends there; not where a rare token cuts off what stands before it.</summary>
    public int[] Own { get; }

    /// <summary>The class of each token.</summary>
    public int[] Classes { get; }

    /// <summary>Tokens that follow those of a class, and behind them how often: from the places that no frequent span explains. The last count is that of rare tokens, which are never written.</summary>
    public (int[] Tokens, int[] Counts) After(int of) => (_followers[2 * of], _followers[2 * of + 1]);

    /// <summary>Places where a span is followed by something that makes no frequent span with it.</summary>
    public int[] Escapes { get; }

    /// <summary>The token before each text.</summary>
    public int Begin { get; }

    /// <summary>The token after each text.</summary>
    public int End { get; }

    /// <summary>The spans that begin with a span and have one token more.</summary>
    public ReadOnlySpan<int> ChildrenOf(int node) => _children.AsSpan(_firstChild[node], _firstChild[node + 1] - _firstChild[node]);

    /// <summary>What is known of the text after a span: at most the last four tokens.</summary>
    public int Context(int node) => Spans.Depth(node) < Order ? node : Spans.Link(node);

    public static TokenModel Of(int[] tokens, int[] starts, int floor, int begin, int end)
    {
        var spans = FrequentSpans.Of(tokens, starts, floor, Order, out int[] longest);
        int[] own = new int[spans.Count];
        int[] classes = TokenClasses.Of(tokens, starts, end + 1);
        var following = new Dictionary<int, int>[TokenClasses.Most];
        int[] rare = new int[following.Length];
        for (int c = 0; c < following.Length; c++)
            following[c] = [];
        for (int text = 0; text + 1 < starts.Length; text++)
        {
            for (int place = starts[text], since = int.MinValue; place < starts[text + 1]; place++)
            {
                // Tokens since the last rare one; from the beginning of a text on nothing is cut off.
                since = tokens[place] < 0 ? 0 : since + 1;
                int before = place == starts[text] ? -1 : tokens[place - 1];
                if (tokens[place] >= 0 && (spans.Depth(longest[place]) != since || since >= Order))
                    own[longest[place]]++;
                if (before < 0)
                    continue;
                if (tokens[place] < 0)
                    rare[classes[before]]++;
                else if (spans.Depth(longest[place]) <= 1)
                    following[classes[before]][tokens[place]] = following[classes[before]].GetValueOrDefault(tokens[place]) + 1;
            }
        }

        int[][] followers = new int[2 * following.Length][];
        for (int c = 0; c < following.Length; c++)
        {
            // A token that no frequent span ends with cannot go on.
            var known = following[c].Where(f => spans.Child(FrequentSpans.Root, f.Key) != 0).OrderBy(f => f.Key).ToArray();
            (followers[2 * c], followers[2 * c + 1]) = ([.. known.Select(f => f.Key)], [.. known.Select(f => f.Value), rare[c]]);
        }

        return new TokenModel(spans, own, classes, followers, begin, end);
    }

    public void Write(BinaryWriter writer)
    {
        Spans.Write(writer);
        ModelBytes.Write(writer, Own);
        ModelBytes.Write(writer, Classes);
        writer.Write(_followers.Length);
        foreach (int[] numbers in _followers)
            ModelBytes.Write(writer, numbers);
        writer.Write(Begin);
        writer.Write(End);
    }

    public static TokenModel Read(BinaryReader reader)
    {
        var spans = FrequentSpans.Read(reader);
        int[] own = ModelBytes.ReadInts(reader), classes = ModelBytes.ReadInts(reader);
        int[][] followers = new int[reader.ReadInt32()][];
        for (int i = 0; i < followers.Length; i++)
            followers[i] = ModelBytes.ReadInts(reader);
        return new TokenModel(spans, own, classes, followers, reader.ReadInt32(), reader.ReadInt32());
    }
}
