using Countenance.Auditing;
using Countenance.Datasets;
using Countenance.Reporting;

namespace Countenance.Tests.Auditing;

public sealed class SuspectListTests : IDisposable
{
    private const int Count = 60;
    private const int Odd = 4;  // among the images of "left", labelled "right"
    private const int Twin = 6; // its picture once more, rightly labelled

    private readonly ImageDataset dataset;
    private readonly LabelAudit audit;

    // Two clouds on a line, the even images on the left; every image is a grey square of its own.
    public SuspectListTests()
    {
        var random = new Random(2);
        var positions = new float[Count];
        var labels = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            labels[i] = i == Odd ? 1 : i % 2;
            positions[i] = ((i % 2) * 10) + (float)random.NextDouble();
        }

        positions[Twin] = positions[Odd] = 0.5f;
        byte[] pixels = [.. Enumerable.Range(0, Count).SelectMany(i => Enumerable.Repeat((byte)((i == Twin ? Odd : i) * 4), 64))];
        pixels[Twin * 64]++; // saved twice, not quite the same
        string[] names = [.. Enumerable.Range(0, Count).Select(i => $"faces/{i}, cropped.png")];
        dataset = ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["left", "right"]), new DatasetLabels(names, labels), pixels, 1, 8, 8);
        audit = LabelAudit.Judge(OutOfFoldEvidence.Gather(
            AuditFolds.Create(labels, 2, seed: 1), dataset.ClassNames, 1, _ => new EmbeddingMatrix(positions, 1)));
    }

    public void Dispose() => dataset.Dispose();

    [Fact]
    public void The_reason_names_the_same_picture_the_neighbours_and_the_distance()
    {
        Suspect suspect = Assert.Single(SuspectList.Create(audit, dataset));

        Assert.Equal((1, Odd, dataset.Names[Odd]), (suspect.Rank, suspect.Image, suspect.File));
        Assert.Equal(("right", "left"), (suspect.Label, suspect.Suggested));
        Assert.Equal(audit.WrongProbability(Odd), suspect.Probability);
        Assert.InRange(suspect.Probability, 0.5, 1);
        IReadOnlyList<int> folds = audit.Evidence.Folds.Of;
        int peers = Enumerable.Range(0, Count).Count(i => dataset.Labels[i] == 1 && folds[i] == folds[Odd]);
        Assert.Equal(1.0 / peers, suspect.Typicality);
        Assert.Equal(
            $"the same picture as {dataset.Names[Twin]}, which is left; 11 of 11 nearest neighbours are left, none is right; "
            + $"farther from right than {100 * (1 - suspect.Typicality):0} % of its images",
            suspect.Reason);
    }

    [Fact]
    public void Votes_are_told_largest_first()
    {
        float[] votes = [.. Enumerable.Range(0, Count).SelectMany(i => i == Odd ? new[] { 0.7f, 0.3f } : [0f, 1f])];
        string reason = SuspectList.Create(audit, dataset, votes)[0].Reason;
        Assert.EndsWith("; annotators: 70 % left, 30 % right", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_threshold_decides_how_far_the_list_goes()
    {
        IReadOnlyList<Suspect> all = SuspectList.Create(audit, dataset, threshold: 0);

        Assert.Equal(audit.Ranking(), all.Select(suspect => suspect.Image));
        Assert.Equal(Enumerable.Range(1, Count), all.Select(suspect => suspect.Rank));
        double middle = all[Count / 2].Probability;
        Assert.Equal(all.Where(suspect => suspect.Probability >= middle), SuspectList.Create(audit, dataset, threshold: middle));
        Assert.Equal("all 11 nearest neighbours are left", all.Last(suspect => suspect.Label == "left").Reason.Split(';')[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => SuspectList.Create(audit, dataset, threshold: 1.5));
        Assert.Throws<ArgumentException>(() => SuspectList.Create(audit, dataset, votes: [1, 0]));
    }

    [Fact]
    public void The_sheet_shows_every_suspect_or_says_that_there_is_none()
    {
        IReadOnlyList<Suspect> suspects = SuspectList.Create(audit, dataset, threshold: 0);

        string page = HtmlReport.Render(AuditPage.Compose(dataset, suspects, [new ReportFact("Judged by", "two folds")], shown: 3));

        Assert.Contains("right → left", page, StringComparison.Ordinal);
        Assert.Contains("two folds", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("<figure").Length - 1);
        Assert.Contains("60 suspects of 60 images", page, StringComparison.Ordinal);
        Assert.Contains("0 suspects of 60 images", HtmlReport.Render(AuditPage.Compose(dataset, [], [])), StringComparison.Ordinal);
    }
}
