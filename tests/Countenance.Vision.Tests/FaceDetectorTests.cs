using Countenance.Vision.Faces;

namespace Countenance.Vision.Tests;

public class FaceDetectorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void No_face_is_found_in_black_or_noise_of_any_shape()
    {
        GroupPhotos.RequireWeights();
        using var detector = new FaceDetector(options: new FaceDetectorOptions { SmallestFace = 0.02 });
        var random = new Random(1);
        foreach ((int width, int height, int channels) in (ReadOnlySpan<(int, int, int)>)
            [(1, 1, 1), (1, 1, 3), (5000, 1, 3), (1, 5000, 1), (257, 256, 3), (31, 900, 1), (33_000, 40, 1), (3000, 2000, 3)])
        {
            byte[] noise = new byte[width * height * channels];
            Assert.Empty(detector.Detect(new Image(width, height, channels, noise), Stop));
            random.NextBytes(noise);
            Assert.Empty(detector.Detect(new Image(width, height, channels, noise), Stop));
        }
    }

    [Fact]
    public void A_photo_searched_again_has_the_same_faces()
    {
        GroupPhotos.RequireWeights();
        Image photo = ImageCodec.LoadReduced(GroupPhotos.PathOf("sample1.jpg"), ColorMode.Rgb, 960);
        using var detector = new FaceDetector();
        using var other = new FaceDetector();
        IReadOnlyList<DetectedFace> faces = detector.Detect(photo, Stop);
        Assert.NotEmpty(faces);
        Assert.Equal(faces.OrderByDescending(face => face.Score), faces);
        detector.Detect(new Image(300, 200, 1, new byte[60_000]), Stop);
        Assert.Equal(faces, detector.Detect(photo, Stop));
        Assert.Equal(faces, other.Detect(photo, Stop));
        using var best = new FaceDetector(options: new FaceDetectorOptions { MostFaces = 1 });
        Assert.Equal(faces.Take(1), best.Detect(photo, Stop));
    }

    [Fact]
    public void A_cancelled_search_stops()
    {
        GroupPhotos.RequireWeights();
        using var detector = new FaceDetector();
        var photo = new Image(64, 64, 1, new byte[4096]);
        Assert.Throws<OperationCanceledException>(() => detector.Detect(photo, new CancellationToken(canceled: true)));
        Assert.Empty(detector.Detect(photo, Stop));
    }

    [Fact]
    public void Faces_are_filtered_and_made_relative_to_the_photo()
    {
        using var detector = new FaceDetector(
            new FixedSearch([Candidate(0.9f, 20), Candidate(0.8f, -90), Candidate(0.7f, 60), Candidate(0.6f, 0)]),
            new FaceDetectorOptions { MinScore = 0.65f });
        IReadOnlyList<DetectedFace> faces = detector.Detect(new Image(200, 100, 1, new byte[20_000]), Stop);
        Assert.Equal([0.9f, 0.7f], faces.Select(face => face.Score)); // 0.8 is outside the photo, 0.6 too unsure
        Assert.Equal(new FaceBox(0.1f, 0, 0.2f, 0.4f), faces[0].Box);
        Assert.Equal(new ImagePoint(0.15f, 0.1f), faces[0].RightEye);
    }

    [Fact]
    public async Task A_second_thread_is_turned_away()
    {
        using var blocking = new BlockingSearch();
        using var detector = new FaceDetector(blocking, FaceDetectorOptions.Default);
        var photo = new Image(1, 1, 1, [0]);
        Task first = Task.Run(() => detector.Detect(photo, Stop), TestContext.Current.CancellationToken);
        blocking.Entered.Wait(TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(() => detector.Detect(photo, Stop));
        Assert.Throws<InvalidOperationException>(detector.Dispose);
        blocking.Leave.Set();
        await first;
        Assert.Empty(detector.Detect(photo, Stop));
    }

    [Fact]
    public void A_disposed_detector_says_so()
    {
        var detector = new FaceDetector(new FixedSearch([]), FaceDetectorOptions.Default);
        detector.Dispose();
        detector.Dispose();
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(new Image(1, 1, 1, [0]), Stop));
    }

    [Fact]
    public void Missing_and_foreign_weights_are_named_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        string file = folder["face_detection_back_256x256_barracuda.onnx"];
        FaceWeightsException e = Assert.Throws<FaceWeightsException>(() => new FaceDetector(folder.Root));
        Assert.Equal(file, e.Path);
        Assert.Equal($"{file}: no such file; fetch it with: scripts/setup.sh faces", e.Message);

        File.WriteAllBytes(file, [1, 2, 3]);
        e = Assert.Throws<FaceWeightsException>(() => new FaceDetector(folder.Root));
        Assert.Contains("damaged, or of another version", e.Message, StringComparison.Ordinal);

        e = Assert.Throws<FaceWeightsException>(() => new FaceDetector(folder["nowhere"]));
        Assert.Contains("no such file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_cascade_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("empty.xml", "");
        FaceDetectorOptions Haar(string file) => new() { Kind = FaceDetectorKind.Haar, CascadeFile = file };
        Assert.Contains(
            "not a cascade",
            Assert.Throws<FaceWeightsException>(() => new FaceDetector(options: Haar(path))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "opencv-data",
            Assert.Throws<FaceWeightsException>(() => new FaceDetector(options: Haar(folder["none.xml"]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceDetectorOptions { MinScore = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceDetectorOptions { MinScore = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceDetectorOptions { MinScore = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceDetectorOptions { SmallestFace = 0.009 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceDetectorOptions { SmallestFace = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceDetectorOptions { MostFaces = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceDetectorOptions { Kind = (FaceDetectorKind)7 });
    }

    [Fact]
    public void The_smallest_face_says_how_many_pixels_suffice()
    {
        Assert.Equal(960, FaceDetectorOptions.Default.SufficientLongerSide);
        Assert.Equal(48, new FaceDetectorOptions { SmallestFace = 1 }.SufficientLongerSide);
    }

    private static FaceCandidate Candidate(float score, float left)
        => new(score, left, 0, left + 40, 40, new(left + 10, 10), new(left + 30, 10), new(left + 20, 20), new(left + 20, 30));

    private sealed class FixedSearch(IReadOnlyList<FaceCandidate> faces) : IFaceSearch
    {
        public IReadOnlyList<FaceCandidate> Find(Image photo, FaceDetectorOptions options, CancellationToken cancellation) => faces;

        public void Dispose()
        {
        }
    }

    private sealed class BlockingSearch : IFaceSearch
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Leave { get; } = new();

        public IReadOnlyList<FaceCandidate> Find(Image photo, FaceDetectorOptions options, CancellationToken cancellation)
        {
            Entered.Set();
            Leave.Wait(cancellation);
            return [];
        }

        public void Dispose()
        {
        }
    }
}
