/**
 * TLS of the ports that the relay listens on: reads and checks a certificate in PEM, and takes up
 * its renewal.
 */
@NullMarked
package dev.segmentnovu.tls;

import org.jspecify.annotations.NullMarked;
