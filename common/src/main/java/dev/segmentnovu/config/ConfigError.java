package dev.segmentnovu.config;

/**
 * One mistake in the configuration.
 *
 * @param path where: a path in the file, {@code sources.web.rules[0].when}, and in brackets the
 *     environment variables that stand there
 * @param problem what is wrong with it, and what would be right; never a secret's value
 */
public record ConfigError(String path, String problem) {

  @Override
  public String toString() {
    return path + ": " + problem;
  }
}
