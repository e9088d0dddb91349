package dev.segmentnovu.ingest.admin.console;

import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files of the console, in memory. Each URL contains a version, so browsers may cache a file
 * for good: changed files get new URLs. The page itself has a nonce of its own in each answer.
 */
final class ConsoleFiles {

  /** The path below which the files are, before their version. */
  static final String ROOT = "/console/";

  private static final String INDEX = "index.html";
  private static final String STYLES = "css/";
  private static final String PAGE_STYLES = "css/pages/";
  private static final String ALL_STYLES = "css/console.css";
  private static final String NONCE = "{{nonce}}";
  private static final int VERSION_BYTES = 6;

  private final Map<String, StoredFile> files;
  private final String version;
  private final String index;
  private final Set<String> pages;

  private ConsoleFiles(Map<String, StoredFile> files, String version, String template) {
    this.files = files;
    this.version = version;
    String base = ROOT + version + "/";
    index =
        template
            .replace("{{base}}", base)
            .replace("{{imports}}", Libraries.importMap(base))
            .replace("{{modules}}", preloads(base));
    pages =
        files.keySet().stream()
            .filter(path -> path.startsWith(JoinedModules.PAGES))
            .map(
                path ->
                    path.substring(
                        JoinedModules.PAGES.length(),
                        path.length() - JoinedModules.SUFFIX.length()))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads and compresses all files, which takes some tens of milliseconds.
   *
   * @throws IllegalStateException if one is not packaged
   */
  static ConsoleFiles read() {
    Map<String, String> texts = new TreeMap<>();
    Map<String, byte[]> found = new TreeMap<>(Libraries.files());
    Resources.beside(INDEX)
        .forEach(
            (path, bytes) -> {
              if (path.startsWith(JoinedModules.SCRIPTS) || path.startsWith(STYLES)) {
                texts.put(path, Comments.without(new String(bytes, StandardCharsets.UTF_8)));
              } else if (path.endsWith(".svg")) {
                found.put(path, bytes);
              }
            });
    JoinedModules.of(startingWith(JoinedModules.SCRIPTS, texts))
        .forEach((path, text) -> found.put(path, text.getBytes(StandardCharsets.UTF_8)));
    found.put(ALL_STYLES, styles(startingWith(STYLES, texts)).getBytes(StandardCharsets.UTF_8));
    byte[] template = Resources.read(INDEX);
    var digest = Sha256.begin();
    Map<String, StoredFile> files = new LinkedHashMap<>();
    found.forEach(
        (path, bytes) -> {
          digest.update((path + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
          digest.update(bytes);
          files.put(path, StoredFile.of(path, bytes));
        });
    String version = HexFormat.of().formatHex(digest.digest(template), 0, VERSION_BYTES);
    return new ConsoleFiles(files, version, new String(template, StandardCharsets.UTF_8));
  }

  private static Map<String, String> startingWith(String prefix, Map<String, String> texts) {
    Map<String, String> some = new TreeMap<>(texts);
    some.keySet().removeIf(path -> !path.startsWith(prefix));
    return some;
  }

  /** Those of a page come last, so that they may differ from what all pages share. */
  private static String styles(Map<String, String> texts) {
    return texts.entrySet().stream()
        .sorted(Comparator.comparing(each -> each.getKey().startsWith(PAGE_STYLES)))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining("\n"));
  }

  /**
   * Preloads what every page needs, before the scripts ask for it. A page's own script loads on
   * demand.
   */
  private String preloads(String base) {
    return files.keySet().stream()
        .filter(path -> isNeededLibrary(path) || path.equals(JoinedModules.SHARED))
        .map(path -> "<link rel=\"modulepreload\" href=\"" + base + path + "\">")
        .collect(Collectors.joining("\n"));
  }

  private static boolean isNeededLibrary(String path) {
    return path.startsWith(Libraries.DIRECTORY) && !path.startsWith(Libraries.PLOTS);
  }

  /** Changes with any of the files. */
  String version() {
    return version;
  }

  /** The paths of all files, without the version. */
  Set<String> paths() {
    return files.keySet();
  }

  /** A file by its path without the version. */
  Optional<StoredFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Whether the first part of a path, without slashes, is the name of a page. */
  boolean isPage(String name) {
    return pages.contains(name);
  }

  /**
   * The page, in HTML.
   *
   * @param nonce what the policy of the answer allows scripts and styles to run with
   */
  String index(String nonce) {
    return index.replace(NONCE, nonce);
  }
}
