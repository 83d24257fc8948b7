using Countenance.Auditing;

namespace Countenance.Tests.Auditing;

public class AuditFoldsTests
{
    private static readonly int[] labels =
        [.. Enumerable.Range(0, 501).Select(i => i % 7 == 6 ? -1 : i % 7 < 4 ? 0 : i % 7 == 4 ? 1 : i < 60 ? 3 : 2)];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Folds_are_disjoint_cover_what_is_labelled_and_have_their_share_of_every_class(int count)
    {
        AuditFolds folds = AuditFolds.Create(labels, count, seed: 4);

        int[][] judged = [.. Enumerable.Range(0, count).Select(folds.Judged)];
        Assert.Equal(Enumerable.Range(0, labels.Length).Where(i => labels[i] >= 0), judged.SelectMany(fold => fold).Order());
        AssertEven([.. judged.Select(fold => fold.Length)]);
        foreach (int label in labels.Distinct().Where(label => label >= 0))
        {
            AssertEven([.. judged.Select(fold => fold.Count(i => labels[i] == label))]);
        }

        Assert.All(Enumerable.Range(0, labels.Length), i => Assert.Equal(Array.FindIndex(judged, fold => fold.Contains(i)), folds.Of[i]));
    }

    [Fact]
    public void What_may_be_learned_for_a_fold_is_the_labels_of_the_others()
    {
        AuditFolds folds = AuditFolds.Create(labels, 3, seed: 4);

        for (int fold = 0; fold < 3; fold++)
        {
            int[] known = folds.TrainingLabels(fold);
            HashSet<int> judged = [.. folds.Judged(fold)];
            Assert.All(Enumerable.Range(0, labels.Length), i => Assert.Equal(judged.Contains(i) ? -1 : labels[i], known[i]));
        }
    }

    [Fact]
    public void The_seed_decides_and_the_labels_are_kept_as_they_were()
    {
        int[] own = [.. labels];
        AuditFolds folds = AuditFolds.Create(own, 2, seed: 4);
        Array.Clear(own);

        Assert.Equal(labels, folds.Labels);
        Assert.Equal(folds.Of, AuditFolds.Create(labels, 2, seed: 4).Of);
        Assert.NotEqual(folds.Of, AuditFolds.Create(labels, 2, seed: 5).Of);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditFolds.Create(labels, 1, 1));
        Assert.Throws<ArgumentException>(() => AuditFolds.Create([0, -1, -1], 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditFolds.Create(labels, 2, 1).Judged(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => AuditFolds.Create(labels, 2, 1).TrainingLabels(-1));
    }

    private static void AssertEven(int[] counts) => Assert.InRange(counts.Max() - counts.Min(), 0, 1);
}
