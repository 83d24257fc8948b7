using Countenance.Album.Search;
using Countenance.Album.Summaries;

namespace Countenance.Album.Tests.Summaries;

public class PhotoBurstsTests
{
    private const ulong Look = 0x0123456789abcdef;
    private const ulong Alike = Look ^ 0xff; // 8 bits
    private const ulong Other = ~Look; // all of them

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Photos_within_seconds_that_look_alike_are_one_burst()
    {
        using SampleIndex sample = new SampleIndex()
            .Add(0, 0, 0, seconds: 0, Look)
            .Add(0, 0, 0, seconds: 8, Alike)
            .Add(0, 0, 0, seconds: 16, Look ^ 0xff00)
            .Add(0, 0, 0, seconds: 20, Other)
            .Add(0, 0, 0, seconds: 60, Alike ^ 0xff000000);

        Assert.Equal([[1, 2, 3], [4], [5]], Bursts(sample));
    }

    [Fact]
    public void Files_that_were_written_at_once_are_no_burst_for_that()
    {
        using SampleIndex sample = new SampleIndex()
            .Add(0, 0, 0, seconds: null, Look)
            .Add(0, 0, 0, seconds: null, Alike);

        Assert.Equal([[1], [2]], Bursts(sample));
    }

    [Fact]
    public void A_copy_that_was_saved_again_is_the_same_moment_whenever_its_file_was_written()
    {
        using SampleIndex sample = new SampleIndex()
            .Add(0, 0, 0, seconds: 0, Look)
            .Add(0, 0, 0, seconds: 5000, Look ^ (1UL << 3) ^ (1UL << 20) ^ (1UL << 40))
            .Add(0, 0, 0, seconds: 9000, Look ^ 0xf);

        Assert.Equal([[1, 2], [3]], Bursts(sample));
    }

    [Fact]
    public void Of_a_burst_the_most_typical_and_sharpest_face_is_best()
    {
        using SampleIndex sample = new SampleIndex()
            .Add(0, 0, 0, seconds: 0, Look, sharpness: 5, likelihood: -3)
            .Add(0, 0, 0, seconds: 1, Look, sharpness: 9, likelihood: -1)
            .Add(0, 0, 0, seconds: 2, Look, sharpness: 8, likelihood: -2)
            .Add(0, 0, 1, seconds: 3, Look, sharpness: 1, likelihood: -9)
            .Add(0, 0, 0, seconds: 900, Other);
        AlbumIndex index = sample.Load();
        PhotoBursts bursts = PhotoBursts.Find(index.Faces, 10, Stop);
        BestShots best = BestShots.Choose(index.Faces, bursts, Stop);

        Assert.Equal([1, 3, 4], best.Best); // one per expression of a burst
        Assert.Equal([3, 3, 3, 1, 1], Enumerable.Range(0, 5).Select(best.ShotsOf));
        Assert.Equal(4, bursts.Size(bursts.Of(index.Faces[0].Face.PhotoHash)));
    }

    [Fact]
    public void Of_many_photos_of_one_time_each_is_compared_with_the_64_before_it()
    {
        using SampleIndex sample = new SampleIndex().Add(0, 0, 0, seconds: 0, Look);
        for (int i = 0; i < 64; i++)
        {
            sample.Add(0, 0, 0, seconds: 0, Other);
        }

        sample.Add(0, 0, 0, seconds: 0, Alike);
        int[] between = [.. Enumerable.Range(2, 64)];

        Assert.Equal([[1], between, [66]], Bursts(sample));
    }

    [Fact]
    public void The_search_for_bursts_and_best_shots_can_be_stopped()
    {
        using SampleIndex sample = new SampleIndex().Add(0, 0, 0, seconds: 0, Look);
        AlbumIndex index = sample.Load();
        PhotoBursts bursts = PhotoBursts.Find(index.Faces, 10, Stop);
        var stopped = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => PhotoBursts.Find(index.Faces, 10, stopped));
        Assert.Throws<OperationCanceledException>(() => BestShots.Choose(index.Faces, bursts, stopped));
    }

    private static int[][] Bursts(SampleIndex sample)
    {
        AlbumIndex index = sample.Load();
        PhotoBursts bursts = PhotoBursts.Find(index.Faces, seconds: 10, Stop);
        return
        [
            .. Enumerable.Range(0, index.Faces.Count)
                .GroupBy(i => bursts.Of(index.Faces[i].Face.PhotoHash), i => i + 1)
                .Select(burst => burst.ToArray()),
        ];
    }
}
