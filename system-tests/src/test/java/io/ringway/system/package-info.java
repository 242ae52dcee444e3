/** The whole system, started as a user starts it and looked at as a user looks. */
package io.ringway.system;
