namespace SynthWorkbench.Synthesis.Expressions;

/// <summary>Recursive descent over the grammar of <see cref="RowExpression"/>; each rule returns the closure that computes it.</summary>
internal sealed partial class ExpressionParser
{
    private const int MaxLength = 2_000, MaxDepth = 60;

    private static readonly Dictionary<string, (int Min, int Max)> Functions = new(StringComparer.Ordinal)
    {
        ["if"] = (3, 3), ["min"] = (1, 20), ["max"] = (1, 20), ["abs"] = (1, 1), ["round"] = (1, 2), ["floor"] = (1, 1), ["ceil"] = (1, 1),
        ["sqrt"] = (1, 1), ["log"] = (1, 1), ["exp"] = (1, 1), ["len"] = (1, 1), ["concat"] = (1, 20), ["missing"] = (1, 1), ["days"] = (2, 2),
    };

    /// <summary>A part of the expression: what it is worth in a row, and whether it can be a text, given which columns hold texts.</summary>
    private sealed record Node(Func<Func<string, CellValue>, CellValue> Value, Func<Func<string, bool>, bool> CanBeText)
    {
        /// <summary>Whether it says of a row that it is so or not, as comparisons do and columns may.</summary>
        public bool IsTruth { get; private init; }

        public static Node Truth(Func<Func<string, CellValue>, CellValue> value) => new(value, static _ => false) { IsTruth = true };

        public Node Saying(bool isTruth) => this with { IsTruth = isTruth };

        public CellValue In(Func<string, CellValue> row) => Value(row);

        public static Node Number(Func<Func<string, CellValue>, CellValue> value) => new(value, static _ => false);
    }

    private readonly string _text;
    private readonly List<string> _columns = [];
    private int _at;
    private readonly List<string> _parts = [];
    private readonly List<double> _numbers = [];
    private readonly List<string> _quotes = [];
    private bool _hasAlternatives, _computes, _orders;
    private int _depth;

    private ExpressionParser(string text) => _text = text;

    public static ExpressionReading Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new ExpressionReading(null, "The expression is empty.");
        if (text.Length > MaxLength)
            return new ExpressionReading(null, $"The expression has {text.Length} characters; at most {MaxLength} are allowed.");
        var parser = new ExpressionParser(text);
        try
        {
            Node node = parser.Or();
            parser.SkipSpace();
            if (parser._at < text.Length)
                throw parser.Wrong($"'{text[parser._at]}' is not expected here");
            return new ExpressionReading(new RowExpression(text, [.. parser._columns], node.Value, node.CanBeText, parser._hasAlternatives ? [text] : [.. parser._parts])
            {
                IsTruth = node.IsTruth,
                Steps = parser._computes || parser._quotes.Count > 0 ? null : [.. parser._numbers],
                Labels = parser._computes || parser._orders || parser._numbers.Count > 0 ? null : [.. parser._quotes],
            }, null);
        }
        catch (FormatException e)
        {
            return new ExpressionReading(null, e.Message);
        }
    }

    private Node Or()
    {
        Node left = And();
        while (Word("or"))
        {
            _hasAlternatives |= _depth == 0;
            Node a = left, b = And();
            left = Node.Truth(row => CellValue.Of(a.In(row).IsTrue || b.In(row).IsTrue));
        }

        return left;
    }

    private Node And()
    {
        Node left = Part();
        while (Word("and"))
        {
            Node a = left, b = Part();
            left = Node.Truth(row => CellValue.Of(a.In(row).IsTrue && b.In(row).IsTrue));
        }

        return left;
    }

    /// <summary>One of the operands of <c>and</c>, noted where they are not within another expression.</summary>
    private Node Part()
    {
        int start = _at;
        Node part = Not();
        if (_depth == 0)
            _parts.Add(_text[start.._at]);
        return part;
    }

    private Node Not()
    {
        if (!Word("not"))
            return Comparison();
        Node a = Deeper(Not);
        return Node.Truth(row => CellValue.Of(!a.In(row).IsTrue));
    }

    private Node Comparison()
    {
        Node left = Sum();
        foreach (string op in new[] { "==", "!=", "<=", ">=", "<", ">", "=" })
        {
            if (!Symbol(op))
                continue;
            _orders |= op[0] is '<' or '>';
            Node right = Sum();
            return Node.Truth(row => Compare(left.In(row), right.In(row), op));
        }

        return left;
    }

    private Node Sum()
    {
        Node left = Product();
        while (true)
        {
            Node a = left;
            if (Operator("+"))
            {
                Node b = Product();
                left = Node.Number(row => CellValue.Of(a.In(row).Number + b.In(row).Number));
            }
            else if (Operator("-"))
            {
                Node b = Product();
                left = Node.Number(row => CellValue.Of(a.In(row).Number - b.In(row).Number));
            }
            else
            {
                return left;
            }
        }
    }

    private Node Product()
    {
        Node left = Unary();
        while (true)
        {
            Node a = left;
            if (Operator("*"))
            {
                Node b = Unary();
                left = Node.Number(row => CellValue.Of(a.In(row).Number * b.In(row).Number));
            }
            else if (Operator("/"))
            {
                Node b = Unary();
                left = Node.Number(row => CellValue.Of(a.In(row).Number / b.In(row).Number));
            }
            else if (Operator("%"))
            {
                Node b = Unary();
                left = Node.Number(row => CellValue.Of(a.In(row).Number % b.In(row).Number));
            }
            else
            {
                return left;
            }
        }
    }

    private Node Unary()
    {
        if (!Symbol("-"))
            return Primary();
        Node a = Deeper(Unary);
        return Node.Number(row => CellValue.Of(-a.In(row).Number));
    }

    private Node Primary()
    {
        SkipSpace();
        if (_at >= _text.Length)
            throw Wrong("The expression ends too early");
        char c = _text[_at];
        if (c == '(')
        {
            _at++;
            Node inner = Deeper(Or);
            Expect(")");
            return inner;
        }

        if (c is '\'' or '"')
            return Quoted(c);
        if (char.IsAsciiDigit(c) || c == '.')
            return Literal();
        if (c == '[')
        {
            int end = _text.IndexOf(']', _at);
            if (end < 0)
                throw Wrong("'[' is not closed by ']'");
            string name = _text[(_at + 1)..end];
            _at = end + 1;
            return Column(name);
        }

        if (!char.IsLetter(c) && c != '_')
            throw Wrong($"'{c}' is not expected here");
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        string word = _text[start.._at];
        _computes |= word is "true" or "false";
        if (!Symbol("("))
        {
            return word switch
            {
                "true" => Node.Truth(_ => CellValue.Of(true)),
                "false" => Node.Truth(_ => CellValue.Of(false)),
                _ => Column(word),
            };
        }

        return Call(word);
    }

    private Node Call(string name)
    {
        if (!Functions.TryGetValue(name, out var arity))
            throw Wrong($"There is no function '{name}'; known: {string.Join(", ", Functions.Keys)}");
        var arguments = new List<Node>();
        if (!Symbol(")"))
        {
            do
                arguments.Add(Deeper(Or));
            while (Symbol(","));
            Expect(")");
        }

        if (arguments.Count < arity.Min || arguments.Count > arity.Max)
            throw Wrong($"'{name}' takes {(arity.Min == arity.Max ? arity.Min : $"{arity.Min} to {arity.Max}")} arguments, not {arguments.Count}");
        Node[] a = [.. arguments];
        _computes |= name is not ("missing" or "if");
        return name switch
        {
            "if" => new Node(row => a[0].In(row).IsTrue ? a[1].In(row) : a[2].In(row), text => a[1].CanBeText(text) || a[2].CanBeText(text)).Saying(a[1].IsTruth || a[2].IsTruth),
            "min" => Node.Number(row => CellValue.Of(Fold(a, row, Math.Min))),
            "max" => Node.Number(row => CellValue.Of(Fold(a, row, Math.Max))),
            "abs" => Node.Number(row => CellValue.Of(Math.Abs(a[0].In(row).Number))),
            "round" => Node.Number(row => Round(a[0].In(row).Number, a.Length > 1 ? a[1].In(row).Number : 0)),
            "floor" => Node.Number(row => CellValue.Of(Math.Floor(a[0].In(row).Number))),
            "ceil" => Node.Number(row => CellValue.Of(Math.Ceiling(a[0].In(row).Number))),
            "sqrt" => Node.Number(row => CellValue.Of(Math.Sqrt(a[0].In(row).Number))),
            "log" => Node.Number(row => CellValue.Of(Math.Log(a[0].In(row).Number))),
            "exp" => Node.Number(row => CellValue.Of(Math.Exp(a[0].In(row).Number))),
            "len" => Node.Number(row => a[0].In(row) is { IsMissing: false } v ? CellValue.Of(v.ToString().Length) : CellValue.Missing),
            "concat" => new Node(row => CellValue.Of(string.Concat(a.Select(n => n.In(row).ToString()))), static _ => true),
            "missing" => Node.Truth(row => CellValue.Of(a[0].In(row).IsMissing)),
            _ => Node.Number(row => CellValue.Of(Math.Floor(a[1].In(row).Number) - Math.Floor(a[0].In(row).Number))),
        };
    }

    private Node Column(string name)
    {
        if (!_columns.Contains(name, StringComparer.Ordinal))
            _columns.Add(name);
        return new Node(row => row(name), text => text(name)).Saying(true);
    }

    private Node Deeper(Func<Node> rule)
    {
        if (++_depth > MaxDepth)
            throw Wrong($"The expression is nested deeper than {MaxDepth}");
        Node node = rule();
        _depth--;
        return node;
    }
}
