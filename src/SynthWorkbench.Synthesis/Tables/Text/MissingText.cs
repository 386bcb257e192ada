using System.Text;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Recognises the texts that stand for "no value".</summary>
internal sealed class MissingText
{
    private readonly byte[][] _tokens;
    private readonly bool[] _lengths;

    public MissingText(IEnumerable<string> tokens)
    {
        _tokens = [.. tokens.Select(t => Encoding.UTF8.GetBytes(t.Trim())).Where(t => t.Length > 0)];
        _lengths = new bool[_tokens.Length == 0 ? 1 : _tokens.Max(t => t.Length) + 1];
        foreach (byte[] token in _tokens)
            _lengths[token.Length] = true;
    }

    /// <summary>Whether the cell holds no value. An empty or blank cell never does.</summary>
    public bool Is(ReadOnlySpan<byte> cell)
    {
        cell = NumberText.TrimBlanks(cell);
        if (cell.Length == 0)
            return true;
        if (cell.Length >= _lengths.Length || !_lengths[cell.Length])
            return false;
        foreach (byte[] token in _tokens)
        {
            if (cell.SequenceEqual(token))
                return true;
        }

        return false;
    }
}
