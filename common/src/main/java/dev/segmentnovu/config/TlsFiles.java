package dev.segmentnovu.config;

import java.nio.file.Path;

/**
 * The certificate of a port, in files that may change while the port is open.
 *
 * @param cert the certificate in PEM, followed by those of its issuers
 * @param key its private key in PEM, without a passphrase
 * @param certSetting the setting that names {@code cert}, for people
 * @param keySetting the setting that names {@code key}, for people
 */
public record TlsFiles(Path cert, Path key, String certSetting, String keySetting) {}
