package io.hubflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts {@code hubflow} and {@code bin/build-hubflow}, and the launcher that they share with a release, in a copy of the
 * checkout whose JVM and Maven are scripts too.
 */
class LauncherIT {
    /** Longer than any of these scripts takes, even on a busy machine. */
    private static final long MOST_SECONDS = 600;

    @TempDir
    Path root;

    @BeforeEach
    void copyScripts() throws IOException {
        var checkout = checkout();
        script("hubflow", Files.readString(checkout.resolve("hubflow")));
        for (var shared : List.of("app/src/launcher/hubflow", "app/src/launcher/find-java")) {
            script(shared, Files.readString(checkout.resolve(shared)));
        }
        script("bin/build-hubflow", Files.readString(checkout.resolve("bin/build-hubflow")));
        script("bin/find-jdk", "#!/bin/sh\necho " + root.resolve("jdk"));
        script("jdk/bin/java", """
                #!/bin/sh
                for argument; do last=$argument; done
                echo "charmap=$(locale charmap) umask=$(umask) last=$last memory=$*"
                """);
        script("bin/maven", "#!/bin/sh\necho '[ERROR] no Maven in this test'; exit 1");
        Files.writeString(root.resolve("pom.xml"), "<project/>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "de_DE.ISO-8859-1", "xx_XX.UTF-8", ""})
    void aLocaleThatIsNotUtf8IsReplacedByOneThatIs(String locale) throws Exception {
        var environment = new HashMap<>(Map.of("HUBFLOW_BUILD", build("1").toString(), "LANG", locale));
        if (!locale.isEmpty()) {
            environment.put("LC_ALL", locale);
        }

        // From a file, because the JVM of this test may have an ASCII locale itself.
        script("cron-job", "#!/bin/sh\nexec \"$(dirname \"$0\")/hubflow\" query \"where city = 'Kraków'\"\n");
        var run = run(environment, "cron-job");

        assertThat(run.output()).contains("charmap=UTF-8", "last=where city = 'Kraków'");
    }

    @Test
    void theUsersOwnUtf8LocaleStays() throws Exception {
        script("jdk/bin/java", "#!/bin/sh\necho \"LC_ALL=$LC_ALL LANG=$LANG\"\n");

        var run = run(Map.of("HUBFLOW_BUILD", build("1").toString(), "LANG", "C.UTF-8"), "hubflow", "check");

        assertThat(run.output()).isEqualTo("LC_ALL= LANG=C.UTF-8\n");
    }

    @Test
    void theCommandKnowsHowItWasCalled() throws Exception {
        script("jdk/bin/java", "#!/bin/sh\necho \"called $HUBFLOW_CALLED_AS\"\n");
        Files.createDirectories(root.resolve("lib"));
        Files.createFile(root.resolve("lib/hubflow.jar"));
        script("bin/hubflow", Files.readString(root.resolve("app/src/launcher/hubflow")));
        script("bin/find-java", "#!/bin/sh\necho " + root.resolve("jdk"));
        script("calls", """
                #!/bin/sh
                ./hubflow
                bin/hubflow
                PATH=$PWD/bin:$PATH
                hubflow
                """);

        var run = run(Map.of("HUBFLOW_BUILD", build("1").toString()), "calls");

        assertThat(run.output()).isEqualTo("called ./hubflow\ncalled bin/hubflow\ncalled hubflow\n");
    }

    @Test
    void filesThatHubflowMakesAreForItsUserAlone() throws Exception {
        var run = run(Map.of("HUBFLOW_BUILD", build("1").toString()), "hubflow", "check");

        assertThat(run.output()).contains("umask=0077");
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidSo() throws Exception {
        Files.createDirectories(root.resolve(".cache"));
        // Nobody, not even root, can make folders there.
        Files.createSymbolicLink(root.resolve(".cache/hubflow"), Path.of("/proc/self/fdinfo"));

        var run = run(Map.of(), "hubflow", "check");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("cannot be written, so nothing can be built there", "copy the checkout");
    }

    @Test
    void anOlderBuildIsUsedWhereNoNewOneCanBeMade() throws Exception {
        var old = build("20200101000000-1");
        Files.writeString(root.resolve(".cache/hubflow/current"), "20200101000000-1\n");
        Files.setLastModifiedTime(old.resolve("sources"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        // A name that is taken by something that is no folder and has no file behind it, so that mkdir fails for good.
        Files.createSymbolicLink(root.resolve(".cache/hubflow/lock"), root.resolve("nowhere/at/all"));

        var run = run(Map.of(), "hubflow", "check");

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("that build is used as it is", "last=check");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999 HOST", "1 HOST", "", "4711 another-machine"})
    void aLockWhoseOwnerIsGoneIsTakenOver(String owner) throws Exception {
        var lock = Files.createDirectories(root.resolve(".cache/hubflow/lock"));
        if (!owner.isEmpty()) {
            Files.writeString(lock.resolve("owner"), owner.replace("HOST", hostName()) + "\n");
        }
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(3_600)));

        var run = run(Map.of(), "hubflow", "check");

        assertThat(run.output()).contains("first use: building", "no Maven in this test");
        assertThat(lock).doesNotExist();
    }

    @Test
    void aReleaseStartsThroughLinksFromAFolderWithASpaceWithItsOwnRuntime() throws Exception {
        release("a release/hubflow");
        script("a release/hubflow/runtime/bin/java", "#!/bin/sh\necho own runtime \"$@\"\n");
        Files.createDirectories(root.resolve("links"));
        Files.createSymbolicLink(root.resolve("links/second"), Path.of("../a release/hubflow/bin/hubflow"));
        Files.createSymbolicLink(root.resolve("links/hubflow"), Path.of("second"));

        var run = run(Map.of("JAVA_HOME", root.resolve("jdk").toString()), "links/hubflow", "state", "two words");

        assertThat(run.output())
                .startsWith("own runtime")
                .contains(
                        "-jar " + root.toRealPath().resolve("a release/hubflow/lib/hubflow.jar") + " state two words");
    }

    @Test
    void aReleaseWithoutARuntimeTakesTheJavaOnPathWhenJavaHomeIsTooOld() throws Exception {
        release("release");
        java("old", "17.0.15");
        java("new", "21.0.2");

        var run = run(
                Map.of(
                        "JAVA_HOME",
                        root.resolve("old").toString(),
                        "PATH",
                        root.resolve("new/bin") + ":" + System.getenv("PATH")),
                "release/bin/hubflow",
                "state");

        assertThat(run.output()).startsWith("Java 21.0.2");
    }

    @Test
    void aClassArchiveIsMadeInTheUsersCacheAndNeverInTheRelease() throws Exception {
        release("release");
        java("new", "21.0.2");
        var environment = Map.of(
                "JAVA_HOME", root.resolve("new").toString(),
                "XDG_CACHE_HOME", root.resolve("cache").toString());

        var first = run(environment, "release/bin/hubflow", "state");
        var service = run(environment, "release/bin/hubflow", "serve");

        assertThat(first.output())
                .contains(
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + root.resolve("cache/hubflow/classes-"));
        assertThat(service.output()).doesNotContain("AutoCreateSharedArchive");
    }

    @Test
    void aServiceGetsTheMemoryOfTheSnowflakeDriverOnlyWhereSnowflakeIsNamed() throws Exception {
        release("release");
        java("new", "21.0.2");
        var environment = Map.of("JAVA_HOME", root.resolve("new").toString());
        Files.writeString(root.resolve("duck.yaml"), "duckdb: {path: crm.duckdb}\n");
        Files.writeString(root.resolve("flake.yaml"), "portals:\n  a:\n    destination: snowflake\n");
        var hubflow = "release/bin/hubflow";

        assertThat(run(environment, hubflow, "serve").output()).contains("-Xmx192m");
        assertThat(run(environment, hubflow, "serve", "--config", "duck.yaml").output())
                .contains("-Xmx192m");
        assertThat(run(environment, hubflow, "serve", "--config", "flake.yaml").output())
                .contains("-Xmx512m");
        assertThat(run(environment, hubflow, "serve", "--config=flake.yaml").output())
                .contains("-Xmx512m");
        assertThat(run(environment, hubflow, "serve", "--to", "Snowflake").output())
                .contains("-Xmx512m");
        Files.copy(root.resolve("flake.yaml"), root.resolve("hubflow.yaml"));
        assertThat(run(environment, hubflow, "serve").output()).contains("-Xmx512m");
    }

    @Test
    void aSyncIntoAFileThatIsThereDoesWithoutTheOptimisingCompiler() throws Exception {
        release("release");
        java("new", "21.0.2");
        var environment = Map.of("JAVA_HOME", root.resolve("new").toString());
        Files.writeString(root.resolve("old.duckdb"), "rows");
        Files.writeString(root.resolve("empty.duckdb"), "");
        var hubflow = "release/bin/hubflow";
        var quick = "-XX:TieredStopAtLevel=1";

        assertThat(run(environment, hubflow, "sync", "--to", "old.duckdb").output())
                .contains(quick);
        assertThat(run(environment, hubflow, "sync", "--to=old.duckdb").output())
                .contains(quick);
        assertThat(run(environment, hubflow, "sync", "--to", "new.duckdb").output())
                .doesNotContain(quick);
        assertThat(run(environment, hubflow, "sync", "--to", "empty.duckdb").output())
                .doesNotContain(quick);
        assertThat(run(environment, hubflow, "sync").output()).doesNotContain(quick);
    }

    @Test
    void aHomeThatCannotBeWrittenCostsNothingButTheArchive() throws Exception {
        release("release");
        java("new", "21.0.2");

        var run = run(
                Map.of("JAVA_HOME", root.resolve("new").toString(), "XDG_CACHE_HOME", "/proc/self/fdinfo"),
                "release/bin/hubflow",
                "state");

        assertThat(run.output()).startsWith("Java 21.0.2").doesNotContain("AutoCreateSharedArchive");
    }

    @Test
    void anIncompleteReleaseSaysWhatIsMissing() throws Exception {
        script("alone/bin/hubflow", Files.readString(checkout().resolve("app/src/launcher/hubflow")));

        var run = run(Map.of(), "alone/bin/hubflow", "state");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("alone/lib/hubflow.jar is missing", "Unpack the whole archive again");
    }

    /** A release as {@code distribution/build} lays it out, but for its content. */
    private void release(String folder) throws IOException {
        for (var shared : List.of("hubflow", "find-java")) {
            script(folder + "/bin/" + shared, Files.readString(checkout().resolve("app/src/launcher/" + shared)));
        }
        Files.createFile(
                Files.createDirectories(root.resolve(folder).resolve("lib")).resolve("hubflow.jar"));
    }

    /** A Java runtime that only says which it is and how it was called. */
    private void java(String folder, String version) throws IOException {
        script(folder + "/bin/java", "#!/bin/sh\necho Java " + version + " \"$@\"\n");
        Files.writeString(root.resolve(folder).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    /** A build as {@code bin/build-hubflow} leaves it, but for its content. */
    private Path build(String number) throws IOException {
        var build = Files.createDirectories(root.resolve(".cache/hubflow").resolve(number));
        Files.writeString(build.resolve("jdk"), root.resolve("jdk") + "\n");
        Files.createFile(build.resolve("sources"));
        Files.createFile(Files.createDirectories(build.resolve("lib")).resolve("hubflow.jar"));
        return build;
    }

    private void script(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private record Run(int code, String output) {}

    private Run run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(words));
        command.set(0, root.resolve(words[0]).toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(root.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("LANG"));
        builder.environment().putAll(environment);
        var output = root.resolve("output.txt");
        var process = builder.redirectOutput(output.toFile()).start();
        var ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("the script ends by itself").isTrue();
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private static String hostName() throws IOException {
        return new String(
                        new ProcessBuilder("uname", "-n")
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .strip();
    }

    private static Path checkout() {
        var folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("bin/build-hubflow"))) {
            folder = folder.getParent();
        }
        return Objects.requireNonNull(folder, "the tests run inside of the checkout");
    }
}
