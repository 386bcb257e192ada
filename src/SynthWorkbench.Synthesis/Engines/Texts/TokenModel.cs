namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// Which token follows which: of each frequent span of up to four tokens the tokens that make a frequent span with it, and how often something else follows. Where something else follows, the span without its
/// first token says what, from the places only that the longer span does not explain.
/// </summary>
/// <remarks>Prediction by partial matching (Cleary and Witten, IEEE Trans. Communications 32 (1984)) with update exclusion (Moffat 1990), where escapes are the counts of what the floor took away; no order
/// above five tokens.</remarks>
internal sealed class TokenModel
{
    /// <summary>Tokens of the longest span: four say what the fifth is.</summary>
    public const int Order = 5;

    private readonly int[] _firstChild;
    private readonly int[] _children;

    private TokenModel(FrequentSpans spans, int[] own, int rare, int begin, int end)
    {
        (Spans, Own, Rare, Begin, End) = (spans, own, rare, begin, end);
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

    /// <summary>Places of rare tokens, which are never written.</summary>
    public int Rare { get; }

    /// <summary>Places where a span is followed by something that makes no frequent span with it.</summary>
    public int[] Escapes { get; }

    /// <summary>The token before each text.</summary>
    public int Begin { get; }

    /// <summary>The token after each text.</summary>
    public int End { get; }

    /// <summary>The spans that begin with a span and have one token more.</summary>
    public ReadOnlySpan<int> ChildrenOf(int node) => _children.AsSpan(_firstChild[node], _firstChild[node + 1] - _firstChild[node]);

    /// <summary>The largest number of children of any node.</summary>
    public int MostChildren => Enumerable.Range(0, Spans.Count).Max(n => _firstChild[n + 1] - _firstChild[n]);

    /// <summary>What is known of the text after a span: at most the last four tokens.</summary>
    public int Context(int node) => Spans.Depth(node) < Order ? node : Spans.Link(node);

    public static TokenModel Of(int[] tokens, int[] starts, int floor, int begin, int end)
    {
        var spans = FrequentSpans.Of(tokens, starts, floor, Order, out int[] longest);
        int[] own = new int[spans.Count];
        int rare = 0;
        for (int text = 0; text + 1 < starts.Length; text++)
        {
            for (int place = starts[text], since = int.MinValue; place < starts[text + 1]; place++)
            {
                // Tokens since the last rare one; from the beginning of a text on nothing is cut off.
                since = tokens[place] < 0 ? 0 : since + 1;
                if (tokens[place] < 0)
                    rare++;
                else if (spans.Depth(longest[place]) != since || since >= Order)
                    own[longest[place]]++;
            }
        }

        return new TokenModel(spans, own, rare, begin, end);
    }

    public void Write(BinaryWriter writer)
    {
        Spans.Write(writer);
        ModelBytes.Write(writer, Own);
        writer.Write(Rare);
        writer.Write(Begin);
        writer.Write(End);
    }

    public static TokenModel Read(BinaryReader reader)
    {
        var spans = FrequentSpans.Read(reader);
        return new TokenModel(spans, ModelBytes.ReadInts(reader), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
    }
}
