using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Storage;

/// <summary>What every store must do, whatever it is kept in.</summary>
public abstract class AlbumStoreContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>A store of an empty album; the same album when it is opened again in one test.</summary>
    private protected abstract IAlbumStore Open();

    [Fact]
    public void A_face_comes_back_as_it_was_stored()
    {
        using IAlbumStore store = Open();
        AlbumModel model = Samples.Fill(store, ("/a/one.jpg", Samples.Photo(1, Samples.Face(0.5f))));

        AlbumFace face = Assert.Single(store.Faces(model));
        Assert.Equal(Samples.Hash(1), face.PhotoHash);
        Assert.Equal("/a/one.jpg", face.Path);
        Assert.Equal((640, 480), (face.PhotoWidth, face.PhotoHeight));
        Assert.Equal(new DateTime(2020, 2, 29, 23, 59, 58), face.Taken);
        Assert.Equal(Samples.File("/a/one.jpg").Modified, face.Modified);
        Assert.Equal(0xf000000000000001, face.Look);
        Assert.Equal(new FaceRegion(0.5f, 0.25f, 0.1f, 0.2f), face.Region);
        Assert.Equal(0.75f, face.Score);
        Assert.Equal(12.5, face.Sharpness);
        Assert.Equal([0.5f, -0.5f, 1e-3f], face.Embedding.Vector);
        Assert.Equal([0.25f, 0.75f], face.Embedding.Posterior);
        Assert.Equal((1, 0.125, -1234.5), (face.Embedding.Class, face.Embedding.Typicality, face.Embedding.LogLikelihood));
        Assert.Equal([0xff, 0xd8, 0xff, 50], store.Thumbnail(face.Id)!);
        Assert.Null(store.Thumbnail(face.Id + 1));
    }

    [Fact]
    public void Thumbnails_come_many_at_once_and_those_that_are_not_there_do_not()
    {
        using IAlbumStore store = Open();
        AlbumModel model = Samples.Fill(store, ("/a/one.jpg", Samples.Photo(1, Samples.Face(0.5f), Samples.Face(0.75f), Samples.Face(0.25f))));
        long[] faces = [.. store.Faces(model).Select(face => face.Id)];

        IReadOnlyDictionary<long, byte[]> found = store.Thumbnails([faces[2], faces[0], faces[0], faces.Max() + 1]);

        Assert.Equal([faces[0], faces[2]], found.Keys.Order());
        Assert.All(found, thumbnail => Assert.Equal(store.Thumbnail(thumbnail.Key), thumbnail.Value));
        Assert.Empty(store.Thumbnails([]));
        long[] more = [.. Enumerable.Range(0, 40_000).Select(i => faces[0] + i)]; // than a statement takes parameters
        Assert.Equal(faces, store.Thumbnails(more).Keys.Order());
    }

    [Fact]
    public void An_album_that_is_opened_again_holds_what_it_held()
    {
        AlbumModel model;
        using (IAlbumStore store = Open())
        {
            model = Samples.Fill(store, ("/a/one.jpg", Samples.Photo(1, Samples.Face(0.5f), Samples.Face(0.75f))));
        }

        using IAlbumStore again = Open();
        Assert.Equal(model, Assert.Single(again.Models()), (left, right) => left!.Id == right!.Id && left.Digest == right.Digest);
        Assert.Equal(Samples.Classes, again.Models()[0].Classes);
        Assert.Equal(2, again.Faces(model).Count);
        Assert.Equal(new AlbumCounts(1, 0, 0, 1, 0, 2), again.Counts());
    }

    [Fact]
    public void Files_are_known_by_the_folder_they_lie_under()
    {
        using IAlbumStore store = Open();
        string[] paths = ["/a/b/1.jpg", "/a/b/c/2.jpg", "/a/b.jpg", "/a/bc/3.jpg", "/a/b é/4.jpg"];
        store.Enqueue([.. paths.Select(path => Samples.File(path))]);

        Assert.Equal(["/a/b/1.jpg", "/a/b/c/2.jpg"], store.KnownFiles("/a/b").Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["/a/b é/4.jpg"], store.KnownFiles("/a/b é").Keys);
        Assert.Equal(5, store.KnownFiles("/").Count);
        Assert.Equal(new KnownFile(Samples.File("/a/b.jpg"), FileState.Pending), store.KnownFiles("/a")["/a/b.jpg"]);
    }

    [Fact]
    public void A_file_is_one_workers_until_it_is_given_back_or_the_lease_ends()
    {
        using IAlbumStore store = Open();
        FoundFile[] files = [.. Enumerable.Range(0, 5).Select(i => Samples.File($"/a/{9 - i}.jpg"))];
        store.Enqueue(files);

        Assert.Equal(files[..2], store.Claim("one", 2, Lease));
        Assert.Equal(files[2..4], store.Claim("two", 2, Lease));
        Assert.Equal(["one", "two"], store.Workers().Order());
        store.ReleaseClaims("one");
        Assert.Equal(files[..2], store.Claim("three", 2, TimeSpan.FromSeconds(-1)));
        Assert.Equal([files[0], files[1], files[4]], store.Claim("four", 9, Lease));
        Assert.Empty(store.Claim("five", 9, Lease));
    }

    [Fact]
    public async Task Workers_that_claim_at_once_get_different_files()
    {
        using IAlbumStore store = Open();
        store.Enqueue([.. Enumerable.Range(0, 200).Select(i => Samples.File($"/a/{i:000}.jpg"))]);

        List<FoundFile>[] claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            var mine = new List<FoundFile>();
            while (store.Claim($"worker {worker}", 7, Lease) is { Count: > 0 } files)
            {
                mine.AddRange(files);
            }

            return mine;
        })));

        FoundFile[] all = [.. claimed.SelectMany(files => files)];
        Assert.Equal(200, all.Length);
        Assert.Equal(200, all.Distinct().Count());
    }

    [Fact]
    public void A_file_that_changed_while_it_was_worked_on_stays_in_the_queue()
    {
        using IAlbumStore store = Open();
        AlbumModel model = store.AddModel("d", "m", Samples.Dimension, Samples.Classes);
        store.Enqueue([Samples.File("/a/1.jpg")]);
        FoundFile old = Assert.Single(store.Claim("one", 1, Lease));
        store.Enqueue([Samples.File("/a/1.jpg", version: 2)]);
        store.Save([Samples.Processed(old, Samples.Photo(1, Samples.Face(0.5f)))], model.Id);

        Assert.Equal(1, store.Counts().Pending);
        Assert.Equal(Samples.File("/a/1.jpg", version: 2), Assert.Single(store.Claim("two", 1, Lease)));
    }

    [Fact]
    public void Copies_share_one_photo_and_are_shown_under_the_first_path()
    {
        using IAlbumStore store = Open();
        IndexedPhoto photo = Samples.Photo(1, Samples.Face(0.5f));
        AlbumModel model = Samples.Fill(store, ("/b.jpg", photo), ("/a.jpg", photo));
        store.Enqueue([Samples.File("/c.jpg")]);
        store.Save([new ProcessedFile(Samples.File("/c.jpg"), photo.Hash, null)], model.Id);

        AlbumFace face = Assert.Single(store.Faces(model));
        Assert.Equal("/a.jpg", face.Path);
        Assert.Equal(["/a.jpg", "/b.jpg", "/c.jpg"], face.Paths);
        Assert.Equal(new AlbumCounts(3, 0, 0, 1, 0, 1), store.Counts());
        Assert.Equal(Samples.Finder, store.FinderOf(photo.Hash));
        Assert.Null(store.FinderOf(Samples.Hash(2)));
        store.MarkGone(["/a.jpg", "/c.jpg"]);
        Assert.Equal(["/b.jpg"], Assert.Single(store.Faces(model)).Paths);
    }

    [Fact]
    public void Contents_that_come_again_keep_their_faces_and_those_that_were_refused_get_theirs()
    {
        using IAlbumStore store = Open();
        AlbumModel model = Samples.Fill(
            store, ("/a.jpg", Samples.Photo(1, Samples.Face(0.5f))), ("/b.jpg", Samples.RefusedPhoto(2, "an unknown variant")));
        long face = Assert.Single(store.Faces(model)).Id;
        Assert.Null(store.FinderOf(Samples.Hash(2)));

        store.Enqueue([Samples.File("/c.jpg"), Samples.File("/d.jpg")]);
        store.Save(
            [
                Samples.Processed(Samples.File("/c.jpg"), Samples.Photo(1, Samples.Face(0.5f))),
                Samples.Processed(Samples.File("/d.jpg"), Samples.Photo(2, Samples.Face(0.25f))),
            ],
            model.Id);

        List<AlbumFace> faces = store.Faces(model);
        Assert.Equal([Samples.Hash(1), Samples.Hash(2)], faces.Select(found => found.PhotoHash));
        Assert.Equal(face, faces[0].Id);
        Assert.Equal(["/b.jpg", "/d.jpg"], faces[1].Paths);
        Assert.Empty(store.Refused());
    }

    [Fact]
    public void Faces_of_a_file_that_is_gone_are_unseen_until_it_is_back_elsewhere()
    {
        using IAlbumStore store = Open();
        IndexedPhoto photo = Samples.Photo(1, Samples.Face(0.5f));
        AlbumModel model = Samples.Fill(store, ("/a.jpg", photo));
        long face = Assert.Single(store.Faces(model)).Id;
        store.MarkGone(["/a.jpg"]);
        Assert.Empty(store.Faces(model));
        Assert.Equal(new AlbumCounts(0, 0, 1, 0, 0, 0), store.Counts());
        Assert.Equal(FileState.Gone, store.KnownFiles("/")["/a.jpg"].State);

        store.Enqueue([Samples.File("/elsewhere/b.jpg")]);
        store.Save([new ProcessedFile(Samples.File("/elsewhere/b.jpg"), photo.Hash, null)], model.Id);

        AlbumFace back = Assert.Single(store.Faces(model));
        Assert.Equal((face, "/elsewhere/b.jpg"), (back.Id, back.Path));
    }

    [Fact]
    public void What_cannot_be_used_is_listed_with_its_reason()
    {
        using IAlbumStore store = Open();
        AlbumModel model = Samples.Fill(store, ("/good.jpg", Samples.Photo(1)), ("/bad.jpg", Samples.RefusedPhoto(2, "no image")));
        store.Enqueue([Samples.File("/locked.jpg"), Samples.File("/away.jpg")]);
        store.Save(
            [
                new ProcessedFile(Samples.File("/locked.jpg"), null, null, "permission denied"),
                new ProcessedFile(Samples.File("/away.jpg"), null, null, IsGone: true),
            ],
            model.Id);

        Assert.Equal([new("/bad.jpg", "no image"), new("/locked.jpg", "permission denied")], store.Refused());
        Assert.Equal(new AlbumCounts(3, 0, 1, 1, 2, 0), store.Counts());
        store.MarkGone(["/bad.jpg"]);
        Assert.Equal(new AlbumCounts(2, 0, 2, 1, 1, 0), store.Counts());
    }

    [Fact]
    public void The_usual_finder_is_that_of_most_photos()
    {
        using IAlbumStore store = Open();
        Assert.Null(store.UsualFinder());
        IndexedPhoto other = Samples.Photo(1) with { Finder = "another 1" };
        Samples.Fill(store, ("/a.jpg", other), ("/b.jpg", Samples.Photo(2)), ("/c.jpg", Samples.Photo(3)));
        Assert.Equal(Samples.Finder, store.UsualFinder());
    }

    [Fact]
    public void The_model_that_was_used_last_is_the_last()
    {
        using IAlbumStore store = Open();
        long first = store.AddModel("a", "one", 2, ["x"]).Id;
        long second = store.AddModel("b", "two", 2, ["x"]).Id;
        Assert.Equal([first, second], store.Models().Select(model => model.Id));

        Assert.Equal(first, store.AddModel("a", "one", 2, ["x"]).Id);
        Assert.Equal([second, first], store.Models().Select(model => model.Id));
        store.AddModel("a", "one", 2, ["x"]);
        Assert.Equal([second, first], store.Models().Select(model => model.Id));
    }

    [Fact]
    public void Another_model_embeds_the_crops_that_are_there()
    {
        using IAlbumStore store = Open();
        AlbumModel first = Samples.Fill(
            store,
            ("/a.jpg", Samples.Photo(1, Samples.Face(0.5f), Samples.Face(0.75f))),
            ("/b.jpg", Samples.Photo(2, Samples.Face(0.25f))));
        AlbumModel second = store.AddModel(new string('b', 64), "other", 2, ["one"]);
        Assert.Equal(second.Id, store.AddModel(second.Digest, "its name now", 2, ["one"]).Id);
        Assert.Equal([first.Id, second.Id], store.Models().Select(model => model.Id));
        Assert.Empty(store.FacesWithout(first.Id, 10));
        Assert.Equal(3, store.CountWithout(second.Id));

        IReadOnlyList<(long Face, byte[] Crop)> some = store.FacesWithout(second.Id, 2);
        Assert.Equal(2, some.Count);
        Assert.Equal(48 * 48, some[0].Crop.Length);
        (long rest, _) = Assert.Single(store.FacesWithout(second.Id, 10, after: some[^1].Face));
        Assert.True(rest > some[^1].Face);
        Assert.Empty(store.FacesWithout(second.Id, 10, after: rest));
        var embedding = new FaceEmbedding([1, 2], [1], 0, 1, 0);
        store.SaveEmbeddings(second.Id, [.. some.Select(face => (face.Face, embedding)), (long.MaxValue, embedding)]);

        Assert.Equal(some.Select(face => face.Face), store.Faces(second).Select(face => face.Id));
        Assert.Equal(1, store.CountWithout(second.Id));
        Assert.Equal(3, store.Faces(first).Count);
    }

    [Fact]
    public void A_correction_outlives_a_new_search_for_faces()
    {
        using IAlbumStore store = Open();
        AlbumModel model = Samples.Fill(store, ("/a.jpg", Samples.Photo(1, Samples.Face(0.5f), Samples.Face(0.75f))));
        AlbumFace face = store.Faces(model)[1];
        var time = new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        Correction said = store.Correct(face.Id, "anger", time);
        Assert.Equal(new Correction(said.Id, Samples.Hash(1), face.Region, "anger", time, null), said);

        IndexedPhoto anew = Samples.Photo(1, Samples.Face(0.76f), Samples.Face(0.1f)) with { Finder = "finder 2" };
        store.Enqueue([Samples.File("/a.jpg", version: 2)]);
        store.Save([Samples.Processed(Samples.File("/a.jpg", version: 2), anew)], model.Id);

        List<AlbumFace> faces = store.Faces(model);
        Assert.Equal([0.76f, 0.1f], faces.Select(found => found.Region.Left));
        Assert.DoesNotContain(face.Id, faces.Select(found => found.Id));
        var labels = new CorrectedLabels(store.Corrections());
        Assert.Equal("anger", labels.Find(faces[0].PhotoHash, faces[0].Region)?.Label);
        Assert.Null(labels.Find(faces[1].PhotoHash, faces[1].Region));
    }

    [Fact]
    public void A_correction_that_is_taken_back_stays_on_record_and_the_one_before_holds()
    {
        using IAlbumStore store = Open();
        AlbumModel model = Samples.Fill(store, ("/a.jpg", Samples.Photo(1, Samples.Face(0.5f))));
        AlbumFace face = store.Faces(model)[0];
        store.Correct(face.Id, "anger", DateTime.UtcNow);
        Correction second = store.Correct(face.Id, "fear", DateTime.UtcNow);
        Correction back = store.Undo(second.Id, DateTime.UtcNow);

        IReadOnlyList<Correction> all = store.Corrections();
        Assert.Equal(["anger", "fear", null], all.Select(correction => correction.Label));
        Assert.Equal([null, null, second.Id], all.Select(correction => correction.Undoes));
        var labels = new CorrectedLabels(all);
        Assert.Equal("anger", labels.Find(face.PhotoHash, face.Region)?.Label);
        Assert.Equal("anger", Assert.Single(labels.Current).Label);
        Assert.Throws<AlbumException>(() => store.Undo(back.Id, DateTime.UtcNow));
        Assert.Throws<AlbumException>(() => store.Correct(face.Id + 1, "fear", DateTime.UtcNow));
    }

    [Fact]
    public void What_is_said_of_many_faces_is_said_of_all_or_of_none()
    {
        using IAlbumStore store = Open();
        AlbumModel model = Samples.Fill(store, ("/a.jpg", Samples.Photo(1, Samples.Face(0.5f), Samples.Face(0.75f))));
        long[] faces = [.. store.Faces(model).Select(face => face.Id)];
        Assert.Throws<AlbumException>(() => store.Correct([faces[0], faces[1] + 1], "anger", DateTime.UtcNow));
        Assert.Empty(store.Corrections());

        long[] said = [.. store.Correct(faces, "anger", DateTime.UtcNow).Select(correction => correction.Id)];
        Assert.Equal(said, store.Corrections().Select(correction => correction.Id));
        Assert.Throws<AlbumException>(() => store.Undo([said[0], said[1] + 1], DateTime.UtcNow));
        Assert.Equal(2, store.Corrections().Count);
        Assert.Equal([said[0], said[1]], store.Undo(said, DateTime.UtcNow).Select(correction => correction.Undoes!.Value));
    }

    [Fact]
    public void A_save_that_fails_leaves_nothing_behind()
    {
        using IAlbumStore store = Open();
        AlbumModel model = store.AddModel("d", "m", Samples.Dimension, Samples.Classes);
        FoundFile[] files = [Samples.File("/a.jpg"), Samples.File("/b.jpg")];
        store.Enqueue(files);
        Assert.Throws<ArgumentException>(() => store.Save(
            [Samples.Processed(files[0], Samples.Photo(1, Samples.Face(0.5f))), new ProcessedFile(files[1], Samples.Hash(2), null)],
            model.Id));

        Assert.Equal(new AlbumCounts(2, 2, 0, 0, 0, 0), store.Counts());
        Assert.Empty(store.Faces(model));
    }
}
