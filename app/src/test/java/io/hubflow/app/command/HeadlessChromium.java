package io.hubflow.app.command;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CLI;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Chromium without a window: the one that {@code HUBFLOW_CHROMIUM} names, else one that is installed, else the one that
 * Playwright downloads for this user. Where none of them can be had, the tests are skipped, and say why.
 */
final class HeadlessChromium implements AutoCloseable {
    private static final List<String> PROGRAMS =
            List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
    private static final String MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    private static final long DOWNLOAD_MINUTES = 3;

    private final Playwright playwright;
    final Browser browser;

    private HeadlessChromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static HeadlessChromium open() throws IOException, InterruptedException {
        var options = new BrowserType.LaunchOptions();
        var installed = installed();
        if (installed.isPresent()) {
            options.setExecutablePath(installed.get());
        } else {
            download();
        }
        // Without this, Playwright downloads three browsers at every first use.
        var environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        try {
            return new HeadlessChromium(playwright, playwright.chromium().launch(options));
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    private static Optional<Path> installed() {
        var named = System.getenv("HUBFLOW_CHROMIUM");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        var folders = Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator);
        var onPath = PROGRAMS.stream().flatMap(program -> Stream.of(folders).map(folder -> Path.of(folder, program)));
        return Stream.concat(onPath, Stream.of(Path.of(MAC)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Into the user's cache, where it stays; does nothing when it is there already. */
    private static void download() throws IOException, InterruptedException {
        var log = Files.createTempFile("hubflow-chromium-", ".log");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CLI.class.getName(),
                        "install",
                        "--only-shell",
                        "chromium")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var ended = process.waitFor(DOWNLOAD_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (ended && process.exitValue() == 0) {
            Files.delete(log);
            return;
        }
        var reason =
                "The tests of the status page are skipped: no Chromium is installed, and Playwright could not download"
                        + " one (see " + log + "). Install it (Debian: sudo apt-get install chromium) or name it in"
                        + " HUBFLOW_CHROMIUM.";
        System.err.println(reason);
        Assumptions.abort(reason);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
