namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>Rubrics to start from.</summary>
public static class RubricSamples
{
    public static readonly Rubric Plausibility = new()
    {
        Name = "Plausibility of a record",
        Guidance = "Judge whether the record could describe a real case. Look at how the values go together, not at whether you have seen such a case.",
        Criteria =
        [
            new Criterion
            {
                Id = "plausibility", Title = "How plausible is this record?", Scale = ScaleKind.Ordinal,
                Guidance = "Unusual is not implausible: a rare case can be real. Ask whether anything contradicts itself or common knowledge.",
                Options =
                [
                    new("1", "Impossible", "Values contradict each other or the facts."),
                    new("2", "Unlikely", "You would suspect an error."),
                    new("3", "Doubtful", "Something is odd, though it could be."),
                    new("4", "Plausible", "Nothing stands out."),
                    new("5", "Typical", "You see such cases often."),
                ],
                Defects = ["1", "2"],
                Examples = [new("Age 4, retired", "Impossible", "The two values exclude each other."), new("Age 97, first visit", "Plausible", "Rare, but nothing speaks against it.")],
            },
            new Criterion
            {
                Id = "wrong", Title = "What is wrong?", Scale = ScaleKind.MultiLabel, When = new CriterionCondition("plausibility", ["1", "2"]),
                Options =
                [
                    new("contradiction", "Contradiction", "Two values exclude each other."),
                    new("out-of-range", "Out of range", "A value that nobody has."),
                    new("order", "Order of events", "Dates or steps in an impossible order."),
                    new("missing", "Missing", "A value that such a record always has."),
                    new("format", "Form of a value", "Misspelt, wrong unit or wrong format."),
                    new("other", "Something else"),
                ],
            },
            new Criterion { Id = "reason", Title = "What made you decide?", Scale = ScaleKind.Text, IsRequired = false, Guidance = "Name the fields. One sentence is enough." },
        ],
    };

    public static readonly Rubric RealOrSynthetic = new()
    {
        Name = "Real or synthetic?",
        Guidance = "One of the two records is real, the other is generated. Decide from the values alone.",
        Criteria =
        [
            new Criterion { Id = "real", Title = "Which one is the real record?", Scale = ScaleKind.Pairwise, Guidance = "Choose a tie only when nothing tells them apart.", Rationale = RationaleRule.Optional },
            new Criterion
            {
                Id = "confidence", Title = "How sure are you?", Scale = ScaleKind.Ordinal,
                Options = [new("1", "Guessing", "A coin would do as well."), new("2", "Leaning", "One detail points this way."), new("3", "Sure", "You would be surprised to be wrong.")],
            },
        ],
    };

    public static readonly Rubric Translation = new()
    {
        Name = "Translation quality (MQM)",
        Guidance = "Mark every error in the translation, then give a score for the whole. Mark the smallest passage that is wrong; each error once.",
        Criteria =
        [
            new Criterion
            {
                Id = "errors", Title = "Errors in the translation", Scale = ScaleKind.Span, Field = "target",
                Guidance = "Minor: noticed, but the meaning stands. Major: the meaning changes or is hard to get. Critical: it could do harm.",
                Options =
                [
                    new("accuracy", "Accuracy", "Mistranslation, omission or addition."),
                    new("fluency", "Fluency", "Grammar, spelling or punctuation."),
                    new("terminology", "Terminology", "Not the term of the field."),
                    new("style", "Style", "Clumsy, or not the right register."),
                    new("locale", "Locale", "Dates, numbers or names in the wrong form."),
                ],
                Severities = ["minor", "major", "critical"],
                Defects = ["critical"],
            },
            new Criterion { Id = "score", Title = "Overall quality", Scale = ScaleKind.Numeric, Min = 0, Max = 100, Unit = "points", Guidance = "0: useless. 50: understandable with effort. 100: as if written by a native expert." },
            new Criterion { Id = "remarks", Title = "Remarks", Scale = ScaleKind.Text, IsRequired = false },
        ],
    };

    public static readonly IReadOnlyList<Rubric> All = [Plausibility, RealOrSynthetic, Translation];
}
