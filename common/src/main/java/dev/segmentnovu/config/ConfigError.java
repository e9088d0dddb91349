package dev.segmentnovu.config;

/**
 * One error in the configuration.
 *
 * @param path the path in the file, {@code sources.web.rules[0].when}, and in brackets the
 *     environment variables that the file names there
 * @param problem what is wrong, and what is right; never the value of a secret
 */
public record ConfigError(String path, String problem) {

  @Override
  public String toString() {
    return path + ": " + problem;
  }
}
