using Countenance.Evaluation;

namespace Countenance.Reporting;

/// <summary>The tiles at the top: the few figures one looks for first.</summary>
internal static class KeyFigures
{
    public static void Write(HtmlWriter html, EvaluationReport? evaluation)
    {
        var tiles = Tiles(evaluation).ToArray();
        if (tiles.Length == 0)
        {
            return;
        }

        html.Open("dl", ("class", "tiles"), ("aria-label", "Key figures"));
        foreach (var (name, value, detail) in tiles)
        {
            html.Open("div");
            html.Element("dt", name);
            html.Element("dd", value, ("class", "value"));
            html.Element("dd", detail, ("class", "detail"));
            html.Close("div");
        }

        html.Close("dl");
    }

    private static IEnumerable<(string Name, string Value, string Detail)> Tiles(EvaluationReport? evaluation)
    {
        if (evaluation?.Classification is { } classification)
        {
            yield return ("Accuracy", FigureText.Share(classification.Accuracy), $"kNN, K = {classification.K}");
            yield return ("Macro F1", FigureText.Share(classification.F1), "2PR / (P + R)");
        }
        else if (evaluation?.Posterior is { } posterior)
        {
            yield return ("Accuracy", FigureText.Share(posterior.Accuracy), "most probable class");
            yield return ("Macro F1", FigureText.Share(posterior.F1), "2PR / (P + R)");
        }

        if (evaluation?.PredictionNmi is { } predictionNmi)
        {
            yield return ("Prediction NMI", FigureText.Score(predictionNmi), "labels and predictions");
        }

        if (evaluation?.Clustering is { } clustering)
        {
            yield return ("k-means NMI", FigureText.Score(clustering.Nmi), $"{clustering.Clusters} clusters");
        }

        if (evaluation?.Retrieval is { } retrieval)
        {
            if (retrieval.K.Count > 0)
            {
                yield return ($"Recall@{retrieval.K[0]}", FigureText.Share(retrieval.Recall[0]), "query left out");
            }

            yield return ("MAP@R", FigureText.Score(retrieval.MapAtR), "mean average precision");
        }
    }
}
