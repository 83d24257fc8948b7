using System.Security.Cryptography;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Tests.Indexing;

public sealed class AlbumIndexerTests : IDisposable
{
    private readonly TestAlbum album = new();

    public void Dispose() => album.Dispose();

    [Fact]
    public async Task Every_face_of_every_photo_comes_into_the_album()
    {
        album.Write("a.png", 1, 2);
        album.Write("sub/b.jpg", 3, -1);
        album.Write("sub/empty.png", -1, -1);
        using IAlbumStore store = album.Open();
        IndexReport report = await album.IndexAsync(store);

        Assert.Equal(["a.png 0.06 0.13", "a.png 0.56 0.13", "b.jpg 0.06 0.13"], TestAlbum.Faces(store));
        Assert.Equal(new AlbumCounts(3, 0, 0, 3, 0, 3), store.Counts());
        Assert.Equal((3, 0, 0), (report.Files, report.Unchanged, report.Gone));
        IndexProgress last = report.Last;
        Assert.Equal((3L, 3L, 3L, 3L, 3L), (last.Read, last.Searched, last.Faces, last.Embedded, last.Stored));
        Assert.True(report.Last.Stages is { Read: > 0, Search: > 0, Embed: > 0, Store: > 0 });
    }

    [Fact]
    public async Task What_is_stored_of_a_face_is_what_the_model_says_of_its_crop()
    {
        album.Pages.Write(album.Photo("a.jpg"), new DateTime(2019, 7, 6, 5, 4, 3), 2, 1, 5, -1);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);

        var faces = new List<AlbumFace>();
        store.VisitFaces(1, faces.Add);
        AlbumFace face = Assert.Single(faces);
        Image photo = ImageCodec.Load(album.Photo("a.jpg"), ColorMode.Rgb);
        FoundFace found = Assert.Single(new PastedFaceFinder().Find(photo, TestContext.Current.CancellationToken));
        FaceEmbedding expected = album.Embedder.Embed([found.Crop.Pixels], TestContext.Current.CancellationToken)[0];
        Assert.Equal(expected.Vector, face.Embedding.Vector);
        Assert.Equal(expected.Posterior, face.Embedding.Posterior);
        Assert.Equal(expected.Posterior.Index().MaxBy(pair => pair.Item).Index, face.Embedding.Class);
        Assert.Equal(new DateTime(2019, 7, 6, 5, 4, 3), face.Taken);
        Assert.Equal(PictureLook.Of(photo), face.Look);
        Assert.True(face.Sharpness > 0);

        byte[] thumbnail = store.Thumbnail(face.Id)!;
        Assert.InRange(thumbnail.Length, 500, 8000);
        Image shown = ImageCodec.Decode(thumbnail, ColorMode.Rgb, "thumbnail");
        Assert.Equal(96, Math.Max(shown.Width, shown.Height));
    }

    [Fact]
    public async Task A_second_run_touches_only_what_changed()
    {
        album.Write("a.png", 1, 2);
        album.Write("b.png", 3, 4);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        album.Write("b.png", 5, -1);
        album.Write("c.png", 6, -1);
        File.SetLastWriteTimeUtc(album.Photo("b.png"), DateTime.UtcNow.AddMinutes(1));
        var finder = new PastedFaceFinder();
        IndexReport report = await album.IndexAsync(store, finder);

        Assert.Equal(2, finder.Searched);
        Assert.Equal((3, 1), (report.Files, report.Unchanged));
        Assert.Equal(["a.png 0.06 0.13", "a.png 0.56 0.13", "b.png 0.06 0.13", "c.png 0.06 0.13"], TestAlbum.Faces(store));

        var idle = new PastedFaceFinder();
        Assert.Equal(3, (await album.IndexAsync(store, idle)).Unchanged);
        Assert.Equal(0, idle.Searched);
    }

    [Fact]
    public async Task A_moved_file_keeps_its_faces_and_a_deleted_one_goes()
    {
        album.Write("a.png", 1, 2);
        album.Write("b.png", 3, 4);
        album.Write("c.png", 5, 6);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        Directory.CreateDirectory(album.Photo("other"));
        File.Move(album.Photo("a.png"), album.Photo("other/moved.png"));
        File.Copy(album.Photo("b.png"), album.Photo("zz copy.png"));
        File.Delete(album.Photo("c.png"));
        var finder = new PastedFaceFinder();
        IndexReport report = await album.IndexAsync(store, finder);

        Assert.Equal(0, finder.Searched);
        Assert.Equal(2, report.Gone);
        Assert.Equal(["b.png 0.06 0.13", "b.png 0.56 0.13", "moved.png 0.06 0.13", "moved.png 0.56 0.13"], TestAlbum.Faces(store));
    }

    [Fact]
    public async Task A_new_model_embeds_again_without_a_new_search()
    {
        album.Write("a.png", 1, 2);
        album.Write("b.png", 3, -1);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        album.Write("c.png", 4, -1);
        using FaceEmbedder other = TestModel.Load(album.Folder, seed: 9);
        var finder = new PastedFaceFinder();
        IndexReport report = await album.IndexAsync(store, finder, other);

        Assert.Equal(1, finder.Searched);
        Assert.Equal((3L, 4L), (report.Last.ToEmbed, report.Last.Embedded));
        Assert.Equal(3, TestAlbum.Faces(store, model: 0).Length);
        Assert.Equal(4, TestAlbum.Faces(store, model: 1).Length);
    }

    [Fact]
    public async Task Another_finder_searches_again_when_asked_to()
    {
        album.Write("a.png", 1, 2);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        Assert.Equal(1, (await album.IndexAsync(store, new PastedFaceFinder("pasted 2"))).Unchanged);
        var same = new PastedFaceFinder();
        await album.IndexAsync(store, same, options: new IndexOptions { Again = true });
        Assert.Equal(0, same.Searched);
        var second = new PastedFaceFinder("pasted 2");
        await album.IndexAsync(store, second, options: new IndexOptions { Again = true });

        Assert.Equal(1, second.Searched);
        Assert.Equal(2, TestAlbum.Faces(store).Length);
    }

    [Fact]
    public async Task What_is_no_picture_is_listed_with_its_reason_and_the_run_goes_on()
    {
        album.Write("good.png", 1, 2);
        File.WriteAllText(album.Photo("text.jpg"), "This is no picture.");
        File.WriteAllBytes(album.Photo("empty.png"), []);
        byte[] whole = File.ReadAllBytes(album.Photo("good.png"));
        File.WriteAllBytes(album.Photo("cut.png"), whole[..(whole.Length / 2)]);
        byte[] huge = [.. whole];
        huge[16] = 0x7f; // the width in the header
        File.WriteAllBytes(album.Photo("huge.png"), huge);
        File.WriteAllBytes(album.Photo("long.png"), new byte[200_000]);
        File.WriteAllText(album.Photo("notes.txt"), "notes");
        using IAlbumStore store = album.Open();
        var options = new IndexOptions { MostBytes = 150_000 };
        IndexReport report = await album.IndexAsync(store, options: options);

        Dictionary<string, string> reasons = report.Refused.ToDictionary(file => Path.GetFileName(file.Path), file => file.Reason);
        Assert.Equal(["cut.png", "empty.png", "huge.png", "long.png", "text.jpg"], reasons.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("the file is empty", reasons["empty.png"]);
        Assert.Contains("not a PNG, JPEG", reasons["text.jpg"], StringComparison.Ordinal);
        Assert.Contains("at most 100000000 pixels", reasons["huge.png"], StringComparison.Ordinal);
        Assert.Contains("at most 150000", reasons["long.png"], StringComparison.Ordinal);
        Assert.Equal(reasons.Keys.Order(StringComparer.Ordinal), store.Refused().Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(1, report.Others[".txt"]);
        Assert.Equal(2, TestAlbum.Faces(store).Length);

        var idle = new PastedFaceFinder();
        await album.IndexAsync(store, idle, options: options);
        Assert.Equal(0, idle.Searched);
        Assert.Equal(5, store.Refused().Count);
    }

    [Fact]
    public async Task What_was_refused_before_is_tried_when_it_is_asked_for_again()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        var found = new FileInfo(album.Photo("a.png"));
        var file = new FoundFile(found.FullName, found.Length, found.LastWriteTimeUtc);
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path)));
        store.Enqueue([file]);
        store.Save([new ProcessedFile(file, hash, new(hash, file.Length, 0, 0, null, 0, "pasted 1", "an unknown variant", []))], model: 1);
        await album.IndexAsync(store);
        Assert.Single(store.Refused()); // unchanged, and not asked for

        await album.IndexAsync(store, options: new IndexOptions { Again = true });
        Assert.Single(TestAlbum.Faces(store));
        Assert.Empty(store.Refused());
    }

    [Fact]
    public async Task A_photo_that_memory_did_not_suffice_for_is_tried_by_the_next_run()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        var finder = new PastedFaceFinder { OnSearch = _ => throw new InsufficientMemoryException("full") };
        IndexReport report = await album.IndexAsync(store, finder);

        RefusedFile refused = Assert.Single(report.Refused);
        Assert.Equal(new RefusedFile(album.Photo("a.png"), "not enough memory"), refused);
        Assert.Equal([refused], store.Refused());
        await album.IndexAsync(store);
        Assert.Single(TestAlbum.Faces(store));
        Assert.Empty(store.Refused());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pipe_with_a_pictures_name_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are told from files on Linux only");
        album.Write("a.png", 1, -1);
        using (var make = System.Diagnostics.Process.Start("mkfifo", [album.Photo("b.jpg"), album.Photo("queued.jpg")]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(album.Photo("c.jpg"), album.Photo("b.jpg"));
        using IAlbumStore store = album.Open();
        store.Enqueue([new FoundFile(album.Photo("queued.jpg"), 0, DateTime.UnixEpoch)]); // it was a file then
        IndexReport report = await album.IndexAsync(store);

        Assert.Equal(1, report.Files);
        Assert.Single(TestAlbum.Faces(store));
        Assert.Equal(["b.jpg", "c.jpg", "queued.jpg"], report.Refused.Select(file => Path.GetFileName(file.Path)).Distinct().Order());
        Assert.All(report.Refused, file => Assert.Equal("neither a file nor a folder", file.Reason));
    }

    [Fact]
    public async Task A_file_that_another_process_finds_in_the_meantime_is_not_taken_for_gone()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        IAlbumStore busy = InterceptedStore.Of(store, call =>
        {
            if (call == nameof(IAlbumStore.KnownFiles))
            {
                album.Write("b.png", 2, -1);
                var file = new FileInfo(album.Photo("b.png"));
                store.Enqueue([new FoundFile(file.FullName, file.Length, file.LastWriteTimeUtc)]);
            }
        });
        IndexReport report = await album.IndexAsync(busy);

        Assert.Equal(0, report.Gone);
        Assert.Equal(["a.png 0.06 0.13", "b.png 0.06 0.13"], TestAlbum.Faces(store));
    }

    [Fact]
    public async Task Links_are_followed_and_loops_end()
    {
        album.Write("sub/a.png", 1, 2);
        using var elsewhere = new TemporaryFolder();
        album.Pages.Write(elsewhere["b.png"], null, 1, 1, 3);
        File.CreateSymbolicLink(album.Photo("sub/loop"), album.Photos);
        File.CreateSymbolicLink(album.Photo("linked"), elsewhere.Root);
        File.CreateSymbolicLink(elsewhere["back"], album.Photo("sub"));
        File.CreateSymbolicLink(album.Photo("broken.png"), album.Photo("nothing.png"));
        using IAlbumStore store = album.Open();
        IndexReport report = await album.IndexAsync(store);

        Assert.Equal(3, TestAlbum.Faces(store).Length);
        Assert.Equal(album.Photo("broken.png"), Assert.Single(report.Refused).Path);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_the_rest_in_the_queue_for_the_next()
    {
        for (int i = 0; i < 12; i++)
        {
            album.Write($"{i:00}.png", i, -1);
        }

        using IAlbumStore store = album.Open();
        using var stop = new CancellationTokenSource();
        var finder = new PastedFaceFinder { OnSearch = number => (number == 6 ? stop : null)?.Cancel() };
        var indexer = new AlbumIndexer(store, finder, album.Embedder, new IndexOptions { Workers = 1, Batch = 1, Queue = 1 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => indexer.RunAsync([album.Photos], cancellation: stop.Token));

        AlbumCounts half = store.Counts();
        Assert.InRange(half.Pending, 1, 11);
        Assert.Empty(store.Workers());
        var next = new PastedFaceFinder();
        await album.IndexAsync(store, next);
        Assert.Equal(half.Pending, next.Searched);
        Assert.Equal(12, TestAlbum.Faces(store).Length);
    }

    [Fact]
    public async Task A_failure_in_a_stage_ends_the_run_and_is_the_one_reported()
    {
        album.Write("a.png", 1, -1);
        album.Write("b.png", 2, -1);
        using IAlbumStore store = album.Open();
        var finder = new PastedFaceFinder { OnSearch = _ => throw new DllNotFoundException("a library is missing") };

        var error = await Assert.ThrowsAsync<DllNotFoundException>(() => album.IndexAsync(store, finder));
        Assert.Equal("a library is missing", error.Message);
        Assert.Equal(2, store.Counts().Pending);
        Assert.Empty(store.Workers());
    }

    [Fact]
    public async Task A_paused_run_waits_and_goes_on_when_it_is_resumed()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        var pause = new PauseGate();
        pause.Pause();
        var paused = new TaskCompletionSource();
        var progress = new Report(state => (state.IsPaused ? paused : null)?.TrySetResult());
        Task<IndexReport> run = new AlbumIndexer(store, new PastedFaceFinder(), album.Embedder)
            .RunAsync([album.Photos], progress, pause, TestContext.Current.CancellationToken);
        await paused.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        Assert.Equal(1, store.Counts().Pending);

        pause.Resume();
        Assert.Equal(1, (await run).Last.Stored);
    }

    [Fact]
    public async Task Claims_of_a_process_that_is_dead_are_taken_over_at_once()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        var file = new FileInfo(album.Photo("a.png"));
        store.Enqueue([new FoundFile(file.FullName, file.Length, file.LastWriteTimeUtc)]);
        store.Claim($"{Environment.MachineName}/{Environment.ProcessId}/1/1", 1, TimeSpan.FromHours(1)); // this number, but long ago

        Assert.Equal(1, (await album.IndexAsync(store)).Last.Stored);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_and_nothing_is_marked_gone()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        Directory.Move(album.Photos, album.Folder["away"]);

        AlbumException error = await Assert.ThrowsAsync<AlbumException>(() => album.IndexAsync(store));
        Assert.Equal($"{album.Photos}: there is no such folder", error.Message);
        Assert.Single(TestAlbum.Faces(store));
    }

    private sealed class Report(Action<IndexProgress> report) : IProgress<IndexProgress>
    {
        void IProgress<IndexProgress>.Report(IndexProgress value) => report(value);
    }
}
