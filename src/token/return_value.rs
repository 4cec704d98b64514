//! Return values of PKCS#11 calls (PKCS#11 v2.40 §5.1) by name.

use std::fmt;

use pkcs11::types::{
    CK_RV, CKR_ARGUMENTS_BAD, CKR_ATTRIBUTE_SENSITIVE, CKR_ATTRIBUTE_TYPE_INVALID, CKR_BUFFER_TOO_SMALL, CKR_CANT_LOCK,
    CKR_CRYPTOKI_ALREADY_INITIALIZED, CKR_CRYPTOKI_NOT_INITIALIZED, CKR_CURVE_NOT_SUPPORTED, CKR_DATA_INVALID,
    CKR_DATA_LEN_RANGE, CKR_DEVICE_ERROR, CKR_DEVICE_MEMORY, CKR_DEVICE_REMOVED, CKR_FUNCTION_CANCELED,
    CKR_FUNCTION_FAILED, CKR_FUNCTION_NOT_SUPPORTED, CKR_FUNCTION_REJECTED, CKR_GENERAL_ERROR, CKR_HOST_MEMORY,
    CKR_KEY_FUNCTION_NOT_PERMITTED, CKR_KEY_HANDLE_INVALID, CKR_KEY_SIZE_RANGE, CKR_KEY_TYPE_INCONSISTENT,
    CKR_LIBRARY_LOAD_FAILED, CKR_MECHANISM_INVALID, CKR_MECHANISM_PARAM_INVALID, CKR_NEED_TO_CREATE_THREADS,
    CKR_OBJECT_HANDLE_INVALID, CKR_OK, CKR_OPERATION_ACTIVE, CKR_OPERATION_NOT_INITIALIZED, CKR_PIN_EXPIRED,
    CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_LOCKED, CKR_SESSION_CLOSED, CKR_SESSION_COUNT,
    CKR_SESSION_HANDLE_INVALID, CKR_SLOT_ID_INVALID, CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_NOT_RECOGNIZED,
    CKR_USER_ALREADY_LOGGED_IN, CKR_USER_ANOTHER_ALREADY_LOGGED_IN, CKR_USER_NOT_LOGGED_IN,
    CKR_USER_PIN_NOT_INITIALIZED, CKR_USER_TYPE_INVALID, CKR_VENDOR_DEFINED,
};

/// What a PKCS#11 function answered. `Display` gives the standard's name and the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnValue(pub u64);

macro_rules! names {
    ($value:expr, $($name:ident),* $(,)?) => {
        match $value {
            $($name => stringify!($name),)*
            value if value >= CKR_VENDOR_DEFINED => "vendor-defined",
            _ => "unknown",
        }
    };
}

impl ReturnValue {
    /// The standard's name of the value, as far as signing meets it.
    pub fn name(self) -> &'static str {
        let value: CK_RV = self.0 as CK_RV;
        names!(
            value,
            CKR_OK,
            CKR_HOST_MEMORY,
            CKR_SLOT_ID_INVALID,
            CKR_GENERAL_ERROR,
            CKR_FUNCTION_FAILED,
            CKR_ARGUMENTS_BAD,
            CKR_NEED_TO_CREATE_THREADS,
            CKR_CANT_LOCK,
            CKR_ATTRIBUTE_SENSITIVE,
            CKR_ATTRIBUTE_TYPE_INVALID,
            CKR_DATA_INVALID,
            CKR_DATA_LEN_RANGE,
            CKR_DEVICE_ERROR,
            CKR_DEVICE_MEMORY,
            CKR_DEVICE_REMOVED,
            CKR_FUNCTION_CANCELED,
            CKR_FUNCTION_NOT_SUPPORTED,
            CKR_KEY_HANDLE_INVALID,
            CKR_KEY_SIZE_RANGE,
            CKR_KEY_TYPE_INCONSISTENT,
            CKR_KEY_FUNCTION_NOT_PERMITTED,
            CKR_MECHANISM_INVALID,
            CKR_MECHANISM_PARAM_INVALID,
            CKR_OBJECT_HANDLE_INVALID,
            CKR_OPERATION_ACTIVE,
            CKR_OPERATION_NOT_INITIALIZED,
            CKR_PIN_INCORRECT,
            CKR_PIN_INVALID,
            CKR_PIN_LEN_RANGE,
            CKR_PIN_EXPIRED,
            CKR_PIN_LOCKED,
            CKR_SESSION_CLOSED,
            CKR_SESSION_COUNT,
            CKR_SESSION_HANDLE_INVALID,
            CKR_TOKEN_NOT_PRESENT,
            CKR_TOKEN_NOT_RECOGNIZED,
            CKR_USER_ALREADY_LOGGED_IN,
            CKR_USER_NOT_LOGGED_IN,
            CKR_USER_PIN_NOT_INITIALIZED,
            CKR_USER_TYPE_INVALID,
            CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
            CKR_CURVE_NOT_SUPPORTED,
            CKR_BUFFER_TOO_SMALL,
            CKR_CRYPTOKI_NOT_INITIALIZED,
            CKR_CRYPTOKI_ALREADY_INITIALIZED,
            CKR_LIBRARY_LOAD_FAILED,
            CKR_FUNCTION_REJECTED,
        )
    }
}

impl fmt::Display for ReturnValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (0x{:x})", self.name(), self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_by_name_and_number() {
        assert_eq!(ReturnValue(0xa0).to_string(), "CKR_PIN_INCORRECT (0xa0)");
        assert_eq!(ReturnValue(0x8000_0001).to_string(), "vendor-defined (0x80000001)");
        assert_eq!(ReturnValue(0x7777).to_string(), "unknown (0x7777)");
    }
}
