using System.Globalization;
using System.Text.Json.Nodes;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>
/// Items as tasks of Label Studio. A criterion is a <c>from_name</c>; beside it <c>.rationale</c> holds the reason, <c>.severity</c> the severity of a passage (by region), <c>.none</c> that there is
/// nothing to mark. The adjudicated answer is the annotation marked as ground truth. <see cref="LabelStudioTasks"/> reads it back.
/// </summary>
internal static class LabelStudioExport
{
    public static JsonObject Task(Rubric rubric, ReviewItem item, IEnumerable<(ReviewDecision Decision, string Reviewer)> decisions, ReviewAnswers? adjudicated)
    {
        var content = item.Content;
        string to = content.Fields.FirstOrDefault(f => f.Kind != FieldKind.Value)?.Name ?? content.Fields.FirstOrDefault()?.Name ?? "item";
        var data = new JsonObject { ["id"] = item.Key };
        foreach (var field in content.Fields)
            data[(field.Side is null ? "" : field.Side + ".") + field.Name] = field.Value;
        var annotations = new JsonArray();
        foreach (var (decision, reviewer) in decisions)
        {
            annotations.Add(new JsonObject
            {
                ["completed_by"] = new JsonObject { ["first_name"] = reviewer },
                ["was_cancelled"] = decision.Kind == DecisionKind.Skip,
                ["ground_truth"] = false,
                ["created_at"] = decision.At.ToString("O", CultureInfo.InvariantCulture),
                ["lead_time"] = decision.ActiveMilliseconds / 1000.0,
                ["comment"] = decision.Comment,
                ["result"] = Results(rubric, decision.Answers, to),
            });
        }

        if (adjudicated is not null)
            annotations.Add(new JsonObject { ["ground_truth"] = true, ["was_cancelled"] = false, ["result"] = Results(rubric, adjudicated, to) });
        var predictions = new JsonArray();
        if (item.Suggestion is { } suggestion)
            predictions.Add(new JsonObject { ["model_version"] = suggestion.Source, ["score"] = suggestion.Score, ["result"] = Results(rubric, suggestion.Answers, to) });
        return new JsonObject { ["id"] = item.Number, ["data"] = data, ["annotations"] = annotations, ["predictions"] = predictions };
    }

    private static JsonArray Results(Rubric rubric, ReviewAnswers answers, string to)
    {
        var results = new JsonArray();
        foreach (var criterion in rubric.Criteria)
        {
            var answer = answers.Of(criterion.Id);
            if (!AnswerRules.IsAnswered(criterion, answer))
                continue;
            switch (criterion.Scale)
            {
                case ScaleKind.Numeric:
                    Add(criterion.Id, "number", new JsonObject { ["number"] = answer!.Number });
                    break;
                case ScaleKind.Text:
                    Add(criterion.Id, "textarea", new JsonObject { ["text"] = new JsonArray(answer!.Text) });
                    break;
                case ScaleKind.Pairwise:
                    Add(criterion.Id, "pairwise", new JsonObject { ["selected"] = answer!.Value switch { "A" => "left", "B" => "right", _ => "tie" } });
                    break;
                case ScaleKind.MultiLabel:
                    Add(criterion.Id, "choices", new JsonObject { ["choices"] = new JsonArray([.. answer!.Values.Select(v => (JsonNode)v)]) });
                    break;
                case ScaleKind.Span:
                    AddSpans(criterion, answer!);
                    break;
                default:
                    Add(criterion.Id, "choices", new JsonObject { ["choices"] = new JsonArray(answer!.Value) });
                    break;
            }

            if (!string.IsNullOrEmpty(answer!.Rationale))
                Add(criterion.Id + ".rationale", "textarea", new JsonObject { ["text"] = new JsonArray(answer.Rationale) });
        }

        return results;

        void Add(string from, string type, JsonObject value, string? field = null, string? region = null)
        {
            var result = new JsonObject { ["from_name"] = from, ["to_name"] = field ?? to, ["type"] = type, ["value"] = value };
            if (region is not null)
                result["id"] = region;
            results.Add(result);
        }

        void AddSpans(Criterion criterion, CriterionAnswer answer)
        {
            int number = 0;
            foreach (var span in answer.Spans)
            {
                string region = $"{criterion.Id}-{++number}";
                Add(criterion.Id, "labels", new JsonObject { ["start"] = span.Start, ["end"] = span.End, ["labels"] = new JsonArray(span.Label) }, span.Field, region);
                if (span.Severity is not null)
                    Add(criterion.Id + ".severity", "choices", new JsonObject { ["start"] = span.Start, ["end"] = span.End, ["choices"] = new JsonArray(span.Severity) }, span.Field, region);
            }

            if (answer.NothingToMark)
                Add(criterion.Id + ".none", "choices", new JsonObject { ["choices"] = new JsonArray("nothing") });
        }
    }
}
