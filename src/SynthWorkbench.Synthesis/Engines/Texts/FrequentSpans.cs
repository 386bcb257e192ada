namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// The spans of tokens that stand in at least so many rows, as a tree of spans by their beginnings; each knows the longest frequent span that it ends with. Every part of a frequent span is frequent.
/// </summary>
/// <remarks>Level-wise search as in Agrawal and Srikant, "Fast algorithms for mining association rules" (VLDB 1994), section 2.1, over spans instead of sets: a span is counted only where it without its
/// first and it without its last token are frequent. O(tokens x length of the longest frequent span); of each length at most tokens / floor spans remain.</remarks>
internal sealed class FrequentSpans
{
    /// <summary>The node of the empty span.</summary>
    public const int Root = 0;

    private readonly int[] _tokens;
    private readonly int[] _parents;
    private readonly int[] _links;
    private readonly int[] _depths;
    private readonly PairTable _children;

    private FrequentSpans(int[] tokens, int[] parents, int[] links, int[] depths, int[] places)
    {
        (_tokens, _parents, _links, _depths, Places) = (tokens, parents, links, depths, places);
        _children = new PairTable(tokens.Length);
        for (int node = 1; node < tokens.Length; node++)
            _children.Set(parents[node], tokens[node], node);
    }

    /// <summary>The number of nodes, that of the empty span among them. A span comes after those that it begins or ends with.</summary>
    public int Count => _tokens.Length;

    /// <summary>Where each span stands, all places counted.</summary>
    public int[] Places { get; }

    /// <summary>The last token of each span.</summary>
    public ReadOnlySpan<int> Tokens => _tokens;

    /// <summary>Each span without its last token.</summary>
    public ReadOnlySpan<int> Parents => _parents;

    /// <summary>The longest frequent span that a span ends with and is not.</summary>
    public int Link(int node) => _links[node];

    /// <summary>Tokens of a span.</summary>
    public int Depth(int node) => _depths[node];

    /// <summary>The span with one more token; 0 where it is not frequent.</summary>
    public int Child(int node, int token) => _children.Get(node, token);

    /// <summary>The longest frequent span that a text ends with, after one more token.</summary>
    public int Next(int node, int token)
    {
        while (true)
        {
            int child = Child(node, token);
            if (child != 0 || node == Root)
                return child;
            node = _links[node];
        }
    }

    /// <summary>Finds the spans of at most <paramref name="longest"/> tokens.</summary>
    /// <param name="tokens">The texts one after the other; below zero stands what is no token.</param>
    /// <param name="starts">Where the text of each row begins, and the end.</param>
    /// <param name="floor">Rows that a span must stand in.</param>
    /// <param name="longest">Tokens of the longest span looked for.</param>
    /// <param name="longestAt">For each place the node of the longest span found that ends there.</param>
    public static FrequentSpans Of(int[] tokens, int[] starts, int floor, int longest, out int[] longestAt)
    {
        List<int> nodeTokens = [-1], parents = [Root], links = [Root], depths = [0], places = [tokens.Length];
        int[] now = new int[tokens.Length];
        int[] rowOf = RowsOf(tokens.Length, starts);
        // Of places whose span was found in the round before: the place, in order.
        int[] alive = [.. Enumerable.Range(0, tokens.Length).Where(i => tokens[i] >= 0)];
        longestAt = now;
        for (int depth = 1; depth <= longest && alive.Length > 0; depth++)
        {
            var candidates = new CandidateTable(alive.Length);
            int[] found = new int[alive.Length];
            for (int i = 0; i < alive.Length; i++)
            {
                int place = alive[i];
                int parent = depth == 1 ? Root : longestAt[place - 1];
                found[i] = candidates.Count(parent, tokens[place], rowOf[place]);
            }

            int[] nodes = new int[candidates.Size];
            for (int c = 0; c < nodes.Length; c++)
                nodes[c] = candidates.Rows(c) >= floor ? -1 : 0;
            // Links are those of the round before: what a span ends with without its first token.
            int[] next = (int[])longestAt.Clone();
            var left = new List<int>();
            for (int i = 0; i < alive.Length; i++)
            {
                ref int node = ref nodes[found[i]];
                int place = alive[i];
                if (node == 0)
                    continue;
                if (node < 0)
                {
                    node = nodeTokens.Count;
                    nodeTokens.Add(tokens[place]);
                    parents.Add(depth == 1 ? Root : longestAt[place - 1]);
                    links.Add(depth == 1 ? Root : longestAt[place]);
                    depths.Add(depth);
                    places.Add(0);
                }

                places[node]++;
                next[place] = node;
            }

            // A longer span ends at a place where one ends, after a place where one ends.
            for (int i = 0; i < alive.Length; i++)
            {
                int place = alive[i];
                if (place > 0 && nodes[found[i]] > 0 && rowOf[place - 1] == rowOf[place] && next[place - 1] > 0 && depths[next[place - 1]] == depth)
                    left.Add(place);
            }

            longestAt = next;
            alive = [.. left];
        }

        return new FrequentSpans([.. nodeTokens], [.. parents], [.. links], [.. depths], [.. places]);
    }

    private static int[] RowsOf(int count, int[] starts)
    {
        int[] rows = new int[count];
        for (int row = 0; row + 1 < starts.Length; row++)
            rows.AsSpan(starts[row], starts[row + 1] - starts[row]).Fill(row);
        return rows;
    }

    public void Write(BinaryWriter writer)
    {
        ModelBytes.Write(writer, _tokens);
        ModelBytes.Write(writer, _parents);
        ModelBytes.Write(writer, _links);
        ModelBytes.Write(writer, Places);
    }

    public static FrequentSpans Read(BinaryReader reader)
    {
        int[] tokens = ModelBytes.ReadInts(reader), parents = ModelBytes.ReadInts(reader), links = ModelBytes.ReadInts(reader), places = ModelBytes.ReadInts(reader), depths = new int[tokens.Length];
        for (int node = 1; node < depths.Length; node++)
            depths[node] = depths[parents[node]] + 1;
        return new FrequentSpans(tokens, parents, links, depths, places);
    }

    /// <summary>Candidates of a round with the rows they stand in; rows come in order.</summary>
    private sealed class CandidateTable(int most)
    {
        private readonly PairTable _indices = new(most);
        private readonly List<int> _rows = [];
        private readonly List<int> _last = [];

        public int Size => _rows.Count;

        public int Rows(int candidate) => _rows[candidate];

        public int Count(int parent, int token, int row)
        {
            int index = _indices.Get(parent, token) - 1;
            if (index < 0)
            {
                index = _rows.Count;
                _indices.Set(parent, token, index + 1);
                _rows.Add(0);
                _last.Add(-1);
            }

            if (_last[index] != row)
            {
                _rows[index]++;
                _last[index] = row;
            }

            return index;
        }
    }
}
