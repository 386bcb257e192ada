namespace SynthWorkbench.Synthesis.Expressions;

/// <summary>Words, signs, numbers and quoted texts.</summary>
internal sealed partial class ExpressionParser
{
    private Node Quoted(char quote)
    {
        int end = _text.IndexOf(quote, _at + 1);
        if (end < 0)
            throw Wrong("The text is not closed by a quote");
        var value = CellValue.Of(_text[(_at + 1)..end]);
        _at = end + 1;
        _quotes.Add(value.Text!);
        return new Node(_ => value, static _ => true);
    }

    private Node Literal()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '.' or 'e' or 'E' || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E')))
            _at++;
        if (!double.TryParse(_text.AsSpan(start, _at - start), out double number))
            throw Wrong($"'{_text[start.._at]}' is not a number");
        var value = CellValue.Of(number);
        _numbers.Add(number);
        return Node.Number(_ => value);
    }

    private bool Word(string word)
    {
        SkipSpace();
        int end = _at + word.Length;
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0 || (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_')))
            return false;
        _at = end;
        return true;
    }

    private bool Symbol(string symbol)
    {
        SkipSpace();
        if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) != 0)
            return false;
        _at += symbol.Length;
        return true;
    }

    /// <summary>A sign that makes another number of two.</summary>
    private bool Operator(string symbol)
    {
        bool isThere = Symbol(symbol);
        _computes |= isThere;
        return isThere;
    }

    private void Expect(string symbol)
    {
        if (!Symbol(symbol))
            throw Wrong($"'{symbol}' is missing");
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private FormatException Wrong(string what) => new($"{what}, at character {Math.Min(_at, _text.Length) + 1} of '{_text}'.");
}
